import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import { checkImage, checkKnown, propsOf } from '../../core/props';
import { SecretSource } from '../../core/secret-source';
import { shown } from '../../core/words';
import { bindSecret, BindPlace, checkName, checkPath } from './storage-place';

/** Options of `Storage.pvc`. */
export interface PvcOptions {
  /** Name of the PersistentVolumeClaim, in the namespace of the service. */
  readonly claim: string;
  /** Folder of the model on the volume. @default - all of the volume */
  readonly path?: string;
}

/** Options of `Storage.hf`. */
export interface HfOptions {
  /** Repository on the Hugging Face Hub: `owner/name`. */
  readonly repo: `${string}/${string}`;
  /** Tag, branch or commit. A commit makes the service serve the same model for ever. @default - the main branch */
  readonly revision?: string;
  /** Secret with a token under `HF_TOKEN`, for what is not public. @default - none */
  readonly token?: SecretSource;
}

/** Options of `Storage.oci`. */
export interface OciOptions {
  /** Image that has the model in its folder `/models`. */
  readonly image: ImageName;
}

/** Options of `Storage.https`. */
export interface HttpsOptions {
  /** Address of one file. An archive (`.zip`, `.tar`, `.tar.gz`, `.tgz`) is unpacked. */
  readonly url: `https://${string}` | `http://${string}`;
  /**
   * Secret with the server's host under `https-host`, and headers as JSON under `headers`. KServe writes them into the
   * pod, where everybody who may read pods sees them.
   * @default - none
   */
  readonly headers?: SecretSource;
}

/** A volume of the cluster. */
export function pvcPlace(options: PvcOptions): BindPlace {
  return (scope, { prop }) => {
    const given = propsOf(scope, options);
    checkKnown(scope, given, { claim: true, path: true });
    const claimRule = 'the name of a PersistentVolumeClaim';
    const claim = checkName(scope, `${prop}.claim`, given.claim, /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, claimRule)
      ? given.claim
      : 'missing';
    return { uri: `pvc://${claim}/${checkPath(scope, `${prop}.path`, given.path, false)}` };
  };
}

/** A repository of the Hugging Face Hub. */
export function hfPlace(options: HfOptions): BindPlace {
  return (scope, request) => {
    const given = propsOf(scope, options);
    const { prop } = request;
    checkKnown(scope, given, { repo: true, revision: true, token: true });
    const repoRule = 'a repository of the hub, such as "owner/name"';
    const repo = checkName(scope, `${prop}.repo`, given.repo, /^[\w.-]+\/[\w.-]+$/, repoRule)
      ? given.repo
      : 'a/missing';
    const { revision } = given;
    if (revision !== undefined) {
      // KServe splits the whole at slashes, and demands two parts.
      const rule = 'a tag, a branch or a commit without a slash, which KServe cannot read; take the commit';
      checkName(scope, `${prop}.revision`, revision, /^[^\s/:]+$/, rule);
    }
    return {
      uri: `hf://${repo}${revision === undefined ? '' : `:${revision}`}`,
      secrets: bindSecret(scope, request, 'token', given.token),
    };
  };
}

/** An image that carries a model. */
export function ociPlace(options: OciOptions): BindPlace {
  return (scope, { prop }) => {
    const given = propsOf(scope, options);
    checkKnown(scope, given, { image: true });
    if (given.image === undefined)
      report(scope, `"${prop}.image" is undefined, must be an image with a tag or a digest`);
    checkImage(scope, `${prop}.image`, given.image);
    return { uri: `oci://${given.image ?? 'missing:missing'}` };
  };
}

/** A file on a web server. */
export function httpsPlace(options: HttpsOptions): BindPlace {
  return (scope, request) => {
    const given = propsOf(scope, options);
    const { prop } = request;
    checkKnown(scope, given, { url: true, headers: true });
    const url = typeof given.url === 'string' && URL.canParse(given.url) ? new URL(given.url) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname.endsWith('/')) {
      report(
        scope,
        `"${prop}.url" is ${shown(given.url)}, must be the address of a file, such as "https://models.example/iris.tar.gz"`,
      );
    } else if (url.username !== '' || url.password !== '') {
      report(scope, `"${prop}.url" holds a password; leave it out, and give "headers" a Secret`);
    }
    return { uri: String(given.url), secrets: bindSecret(scope, request, 'headers', given.headers) };
  };
}
