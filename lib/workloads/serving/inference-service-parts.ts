import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import { checkKnown, checkObject, checkText, checkTextMap } from '../../core/props';
import { shown } from '../../core/words';
import { AutoscalerClass } from './autoscaling';
import { Protocol } from './model-formats';
import { componentFields, isRestricted, knownComponent, ServingComponentOptions } from './serving-component';
import { defined, knownContainer, servingContainer, ServingContainerOptions } from './serving-container';
import { Storage } from './storage';
import { ReadableStorage, readStorage } from './storage-account';

/** A server that requests pass before the model, and answers after it. */
export interface TransformerOptions extends ServingContainerOptions, ServingComponentOptions {
  /**
   * Image of the server. KServe starts it with `--model_name`, `--predictor_host` and `--http_port`, where `args` do not
   * name these.
   */
  readonly image: ImageName;
}

/** An explainer of the Adversarial Robustness Toolbox, whose image is KServe's. */
export interface ArtExplainerOptions {
  /** How adversarial examples are sought. */
  readonly type: 'SquareAttack';
  /** Arguments of the explainer, by name: `{ nb_classes: '10' }`. @default - none */
  readonly config?: Readonly<Record<string, string>>;
  /** Where an explainer that was trained is. @default - none */
  readonly storage?: Storage;
  /** Tag of the explainer's image. @default - KServe's */
  readonly version?: string;
}

/** A server that explains predictions. Either `art`, or `image` with a server of your own. */
export interface ExplainerOptions extends ServingContainerOptions, ServingComponentOptions {
  /** The explainer of KServe. @default - a server of your own */
  readonly art?: ArtExplainerOptions;
  /** Image of the server, or of ART in place of KServe's. @default - KServe's with `art` */
  readonly image?: ImageName;
}

/** The service that parts belong to. */
export interface PartSettings {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly autoscalerClass: AutoscalerClass;
  readonly protocol: Protocol | undefined;
}

/** A part as KServe reads it, and what it reads models with. */
export interface ServicePart {
  readonly fields: object;
  readonly storage?: ReadableStorage | undefined;
}

/** Checks a transformer. */
export function transformerOf(scope: Construct, options: TransformerOptions, service: PartSettings): ServicePart {
  if (!checkObject(scope, 'transformer', options)) return { fields: {} };
  checkKnown(scope, options, { ...knownContainer, ...knownComponent, image: true });
  const { autoscalerClass, protocol } = service;
  const container = servingContainer(scope, options, {
    prop: 'transformer',
    image: options.image,
    needsImage: true,
    restricted: isRestricted(options),
    reserved: {},
  });
  return {
    fields: {
      ...componentFields(scope, options, { prefix: 'transformer.', autoscalerClass, protocol }),
      // KServe itself gives the first container this name, also where another one was stated.
      containers: [{ name: 'kserve-container', ...container }],
    },
  };
}

/** Checks an explainer. */
export function explainerOf(scope: Construct, options: ExplainerOptions, service: PartSettings): ServicePart {
  if (!checkObject(scope, 'explainer', options)) return { fields: {} };
  checkKnown(scope, options, { ...knownContainer, ...knownComponent, art: true, image: true });
  const { art, image } = options;
  if (art === undefined && image === undefined) {
    report(
      scope,
      `"explainer" has neither "art" nor "image"; give art: { type: 'SquareAttack' }, or the image of a server`,
    );
  }
  const isArt = art !== undefined && checkObject(scope, 'explainer.art', art);
  const storage = isArt ? artStorage(scope, art, options, service) : undefined;
  const container = servingContainer(scope, options, {
    prop: 'explainer',
    image,
    needsImage: false,
    restricted: isRestricted(options),
    reserved: {},
  });
  const component = componentFields(scope, options, {
    prefix: 'explainer.',
    autoscalerClass: service.autoscalerClass,
    protocol: 'v1',
    account: storage?.account?.name,
    podLabels: storage?.podLabels,
  });
  const server = isArt
    ? { art: { ...artFields(scope, art, storage), ...container } }
    : { containers: [{ name: 'kserve-container', ...container }] };
  return { fields: { ...component, ...server }, storage };
}

function artFields(scope: Construct, art: Partial<ArtExplainerOptions>, storage: ReadableStorage | undefined): object {
  checkKnown(scope, art, { type: true, config: true, storage: true, version: true });
  if (art.type !== 'SquareAttack') {
    report(scope, `"explainer.art.type" is ${shown(art.type)}, must be "SquareAttack"`);
  }
  checkTextMap(scope, 'explainer.art.config', art.config);
  checkText(scope, 'explainer.art.version', art.version);
  const { type, config, version } = art;
  return defined({ type, config, runtimeVersion: version, storageUri: storage?.uri });
}

function artStorage(
  scope: Construct,
  { storage }: ArtExplainerOptions,
  { serviceAccountName }: ExplainerOptions,
  { name, namespace }: PartSettings,
): ReadableStorage | undefined {
  if (storage === undefined) return undefined;
  const user = { prop: 'explainer.art.storage', name: `${name}-explainer`, namespace, serviceAccountName };
  return readStorage(scope, storage, user);
}
