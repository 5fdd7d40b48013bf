/**
 * A rule in CEL that the API server enforces, with the same rule in TypeScript for synth.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export interface Rule {
  /** The rule in CEL, over `self` and, for rules about changes, `oldSelf`. */
  readonly rule: string;
  /** What the API server answers where the rule does not hold. */
  readonly message: string;
  /**
   * The same rule over a value whose structure is already right.
   * @default - not checked at synth, because it is about a change of an existing object
   */
  readonly holds?: (self: never) => boolean;
}

/** A node of a kind's definition: Kubernetes' structural schema, with what TypeScript needs besides. */
export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly rules?: readonly Rule[];
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  /** `atomic`: appliers replace the object as a whole. */
  readonly mapType?: 'atomic';
  /** Holds a string or a whole number, as ports and quantities do. */
  readonly intOrString?: boolean;
  /** Keeps fields that the schema does not name. */
  readonly open?: boolean;
  /** Keeps, in the CRD alone, fields that the schema does not name: authors may not set them, others may. */
  readonly keepsUnknown?: boolean;
  /** Name of the interface that an object becomes in TypeScript. */
  readonly typeName?: string;
  /** A type of `kubernetes-types` in place of a generated one: `core/v1.PodTemplateSpec`. */
  readonly kubernetesType?: string;
  /**
   * A type of `kubernetes-types` whose fields stand beside those of the object, as Go's inlined types do: `core/v1.PodSpec`.
   * They are typed for authors and open in the CRD.
   */
  readonly inlines?: string;
  /**
   * The schema that stands here for authors and at synth, while the CRD leaves the place open: for parts that hold
   * themselves, and for parts that stand in so many places that the CRD would grow too large.
   */
  readonly deferredTo?: () => Schema;
  /** Marks a field of an object as required; `object` gathers these. */
  readonly isRequired?: boolean;
}

type Options = Omit<Schema, 'type' | 'description' | 'properties' | 'items' | 'additionalProperties'>;

/** The rule for fields that cannot change after creation. */
export const immutable: Rule = { rule: 'self == oldSelf', message: 'field is immutable' };

/** The rules for names of objects whose pods and Services are named after them. They stand over the whole object. */
export const labelName: readonly Rule[] = [
  {
    rule: "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message: 'metadata.name must match RFC 1035 DNS label format',
    holds: (self: { metadata: { name: string } }) => /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(self.metadata.name),
  },
  {
    rule: 'size(self.metadata.name) <= 63',
    message: 'metadata.name must be no more than 63 characters',
    holds: (self: { metadata: { name: string } }) => self.metadata.name.length <= 63,
  },
];

/** Marks a field as required. */
export function required(schema: Schema): Schema {
  return { ...schema, isRequired: true };
}

export function string(description: string, options: Options = {}): Schema {
  return { type: 'string', description, ...options };
}

/** A string out of a closed set. */
export function choice(description: string, values: readonly string[], options: Options = {}): Schema {
  return { type: 'string', description, enum: values, ...options };
}

export function int32(description: string, options: Options = {}): Schema {
  return { type: 'integer', format: 'int32', description, ...options };
}

export function int64(description: string, options: Options = {}): Schema {
  return { type: 'integer', format: 'int64', description, ...options };
}

/** A whole number without a format, as upstream declares Go's `int`. */
export function integer(description: string, options: Options = {}): Schema {
  return { type: 'integer', description, ...options };
}

/** A number with or without a fraction. */
export function number(description: string, options: Options = {}): Schema {
  return { type: 'number', description, ...options };
}

export function boolean(description: string, options: Options = {}): Schema {
  return { type: 'boolean', description, ...options };
}

/** A point in time in RFC 3339. */
export function time(description: string): Schema {
  return { type: 'string', format: 'date-time', description };
}

/** An amount in Kubernetes' notation, or a whole number. */
export function quantity(description: string): Schema {
  return { description, intOrString: true };
}

/** An object with the fields given, which becomes the interface `typeName`. */
export function object(
  typeName: string,
  description: string,
  properties: Readonly<Record<string, Schema>>,
  options: Options = {},
): Schema {
  const needed = Object.keys(properties).filter((name) => properties[name]?.isRequired === true);
  return {
    type: 'object',
    typeName,
    description,
    properties,
    ...(needed.length === 0 ? {} : { required: needed }),
    ...options,
  };
}

/**
 * An object that has the fields given beside those of a type of Kubernetes itself.
 * @param kubernetesType module and name in `kubernetes-types`, for example `core/v1.PodSpec`
 */
export function inlining(
  typeName: string,
  kubernetesType: string,
  description: string,
  properties: Readonly<Record<string, Schema>>,
  options: Options = {},
): Schema {
  return { ...object(typeName, description, properties, options), inlines: kubernetesType, open: true };
}

/** An object with free keys. */
export function map(description: string, values: Schema, options: Options = {}): Schema {
  return { type: 'object', description, additionalProperties: values, ...options };
}

export function list(description: string, items: Schema, options: Options = {}): Schema {
  return { type: 'array', description, items, ...options };
}

/** A list of objects that are told apart by one field. */
export function listByKey(description: string, key: string, items: Schema, options: Options = {}): Schema {
  return { type: 'array', description, items, listType: 'map', listMapKeys: [key], ...options };
}

/**
 * A type of Kubernetes itself: typed for authors, open in the CRD, so that no CRD grows by the whole pod schema and
 * fields that Kubernetes adds later pass through.
 * @param kubernetesType module and name in `kubernetes-types`, for example `core/v1.PodTemplateSpec`
 * @param known the few fields inside that the CRD checks all the same
 */
export function embedded(
  kubernetesType: string,
  description: string,
  known: Pick<Schema, 'properties' | 'required' | 'rules' | 'mapType'> = {},
): Schema {
  return { type: 'object', description, kubernetesType, open: true, ...known };
}

/**
 * An object that authors and synth know in full, and the CRD not at all.
 * @param schema gives the definition, which may hold this place again
 */
export function deferred(description: string, schema: () => Schema): Schema {
  return { type: 'object', description, open: true, deferredTo: schema };
}

/** A text for authors, in whose place the API server takes any value, as that of Argo does. */
export function looseText(description: string): Schema {
  return { description, open: true, deferredTo: () => string(description) };
}

/** Any value at all. */
export function anything(description: string): Schema {
  return { description, open: true };
}

/** Conditions of a status, told apart by their type. */
export function conditions(description: string, options: Options = {}): Schema {
  const condition = embedded('meta/v1.Condition', 'One condition.', {
    properties: {
      type: { type: 'string', description: 'What the condition is about.' },
      status: { type: 'string', description: 'True, False or Unknown.', enum: ['True', 'False', 'Unknown'] },
      reason: { type: 'string', description: 'Why, in one word for programs.' },
      message: { type: 'string', description: 'Why, for people.' },
      lastTransitionTime: time('When the status last changed.'),
    },
    required: ['lastTransitionTime', 'message', 'reason', 'status', 'type'],
  });
  return listByKey(description, 'type', condition, options);
}
