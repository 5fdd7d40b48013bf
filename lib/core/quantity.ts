/**
 * An amount of a resource in Kubernetes' notation: `500m` CPU, `2Gi` of memory, `4` GPUs.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export type Quantity = `${number}` | `${number}${QuantitySuffix}`;

type QuantitySuffix = 'm' | 'k' | 'M' | 'G' | 'T' | 'P' | 'E' | 'Ki' | 'Mi' | 'Gi' | 'Ti' | 'Pi' | 'Ei';

/** Amounts by resource name: `{ cpu: '500m', memory: '2Gi', 'nvidia.com/gpu': '1' }`. */
export interface ResourceList {
  /** CPU in cores: `2`, `500m`. */
  readonly cpu?: Quantity;
  /** Memory in bytes: `512Mi`, `2Gi`. */
  readonly memory?: Quantity;
  /** Scratch space on the node's disk in bytes: `10Gi`. */
  readonly 'ephemeral-storage'?: Quantity;
  /** Extended resources by their full name, for example `nvidia.com/gpu`. Whole numbers only. */
  readonly [resource: string]: Quantity | undefined;
}

const factors: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number a quantity stands for, in cores, bytes or pieces; `undefined` where `text` is not a quantity.
 * @param text for example `500m`, which gives 0.5
 */
export function parseQuantity(text: unknown): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(String(text));
  if (match === null) return undefined;
  return Number(match[1]) * (factors[match[2] ?? ''] ?? 1);
}

/** Writes cores for people: `0.25`, `4`. */
export function showCores(cores: number): string {
  return String(Number(cores.toFixed(3)));
}

/** Writes bytes for people in binary units: `384Mi`, `1.5Gi`. */
export function showBytes(bytes: number): string {
  for (const unit of ['Ti', 'Gi', 'Mi', 'Ki']) {
    const amount = bytes / (factors[unit] ?? 1);
    if (amount >= 1) return `${Number(amount.toFixed(2))}${unit}`;
  }
  return String(bytes);
}
