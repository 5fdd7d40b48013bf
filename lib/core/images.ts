import { Construct } from 'constructs';
import { report } from './errors';
import { ImageName, parseImage, showImage } from './image';
import { checkKnown, checkOneOf, checkImage, checkText, checkTexts, propsOf } from './props';
import { shown } from './words';

/** When the kubelet pulls an image. @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy */
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never';

/** Where the platform's images come from. */
export interface ImagesProps {
  /**
   * A registry that mirrors all images, with an optional path: `registry.example.com/kubeflow`. It takes the place of
   * each upstream registry's host; what follows the host stays.
   * @default - each image's own registry
   */
  readonly registry?: string;
  /**
   * Pull policy of every container of the platform.
   * @default 'IfNotPresent'
   */
  readonly pullPolicy?: ImagePullPolicy;
  /**
   * Secrets of the component's namespace to pull images with. Somebody else makes them.
   * @default - none
   */
  readonly pullSecrets?: readonly string[];
  /**
   * Images to use instead of upstream's, by upstream's name. Taken as they are, without the registry rewrite.
   * @default - none
   */
  readonly replace?: Readonly<Record<string, ImageName>>;
}

/** An image that the platform runs or hands to others to run. */
export interface UsedImage {
  /** The name upstream publishes it by. */
  readonly upstream: string;
  /** The name that stands in the output. */
  readonly name: string;
  /** Path of the construct that uses it. */
  readonly usedBy: string;
}

/** The platform's image table: every image passes through it, also those that stand in arguments or ConfigMaps. */
export class Images {
  readonly pullPolicy: ImagePullPolicy;
  readonly pullSecrets: readonly string[];
  private readonly used = new Map<string, UsedImage>();
  private readonly unusedReplacements: Set<string>;

  private readonly props: Partial<ImagesProps>;

  constructor(
    private readonly scope: Construct,
    given: ImagesProps,
  ) {
    this.props = propsOf(scope, given);
    const props = this.props;
    checkKnown(scope, props, { registry: true, pullPolicy: true, pullSecrets: true, replace: true });
    checkOneOf(scope, 'images.pullPolicy', props.pullPolicy, ['Always', 'IfNotPresent', 'Never']);
    if (checkText(scope, 'images.registry', props.registry) && props.registry !== undefined) {
      this.checkRegistry(props.registry);
    }
    for (const [upstream, name] of Object.entries(props.replace ?? {}))
      checkImage(scope, `images.replace.${upstream}`, name);
    this.pullPolicy = props.pullPolicy ?? 'IfNotPresent';
    this.pullSecrets = checkTexts(scope, 'images.pullSecrets', props.pullSecrets) ? (props.pullSecrets ?? []) : [];
    this.unusedReplacements = new Set(Object.keys(props.replace ?? {}));
    scope.node.addValidation({ validate: () => this.validate() });
  }

  /** What a pod states to pull with the platform's Secrets. */
  get pullSpec(): { readonly imagePullSecrets?: { readonly name: string }[] } {
    return this.pullSecrets.length === 0 ? {} : { imagePullSecrets: this.pullSecrets.map((name) => ({ name })) };
  }

  /** The name to write for an upstream image; remembers that `user` uses it. */
  use(upstream: ImageName, user: Construct): string {
    this.unusedReplacements.delete(upstream);
    const name = this.rewrite(upstream);
    if (!this.used.has(upstream)) this.used.set(upstream, { upstream, name, usedBy: user.node.path });
    return name;
  }

  /** All images used so far, sorted by upstream's name. */
  list(): UsedImage[] {
    return [...this.used.values()].sort((a, b) => (a.upstream < b.upstream ? -1 : 1));
  }

  private rewrite(upstream: string): string {
    const replacement = this.props.replace?.[upstream];
    if (replacement !== undefined) return replacement;
    const parts = parseImage(upstream);
    if (parts === undefined || this.props.registry === undefined) return upstream;
    return showImage({ ...parts, registry: this.props.registry });
  }

  private checkRegistry(registry: string): void {
    if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9._-]+)*$/.test(registry)) return;
    report(
      this.scope,
      `"images.registry" is ${shown(registry)}, must be a host with an optional port and path, such as ` +
        `"registry.example.com/kubeflow"; leave out the scheme and a final "/"`,
    );
  }

  private validate(): string[] {
    const problems = [...this.unusedReplacements].map(
      (upstream) =>
        `"images.replace" names ${shown(upstream)}, which no component uses; images.txt of an earlier run lists those in use`,
    );
    const byName = new Map<string, string>();
    const rewritten = [...this.used.values()].filter(({ upstream }) => this.props.replace?.[upstream] === undefined);
    for (const image of rewritten) {
      const other = byName.get(image.name);
      if (other !== undefined) {
        problems.push(
          `"images.registry" makes one name of ${shown(other)} and ${shown(image.upstream)}: ${shown(image.name)}; give one another name in "images.replace"`,
        );
      }
      byName.set(image.name, image.upstream);
    }
    return problems;
  }
}
