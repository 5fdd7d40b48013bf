import { images } from '../../../components/argo-workflows/version';
import { toolPath } from './build';
import { busyboxRoot } from './busybox-image';
import { buildImage, controllerImage } from './image';

/** Argo's controller, built from its Go module, laid out as in the image that upstream publishes. */
export async function workflowControllerImage(reference: string = images.controller): Promise<string> {
  const binary = await toolPath('argo-workflows', 'workflow-controller');
  return controllerImage(reference, binary, '/bin/workflow-controller', ['workflow-controller']);
}

/**
 * Argo's executor in the same way. It copies its program into each step's pod and asks nothing else of its image, which has
 * no user: who it runs as is for the controller's configuration to say.
 */
export async function argoExecImage(reference: string = images.executor): Promise<string> {
  const files = { '/bin/argoexec': await toolPath('argo-workflows', 'argoexec') };
  return buildImage({ reference, layers: [{ files }], entrypoint: ['argoexec'], user: '' });
}

/** A shell for steps, with a folder for temporary files that all users can write to. */
export async function stepImage(reference: string): Promise<string> {
  return buildImage({ reference, layers: [{ tar: await busyboxRoot() }, { files: {} }], entrypoint: [], user: '' });
}
