import { toolPath } from './build';
import { buildImage } from './image';

/** A name of cert-manager's images, without their common prefix. */
export type CertManagerProgram = 'controller' | 'webhook' | 'cainjector';

/**
 * cert-manager's image of that name, laid out as upstream's. The program is of version 1.11, under whatever tag the platform
 * asks for: later ones are in Go modules that no proxy has, because they stand on another module of their repository.
 */
export async function certManagerImage(name: CertManagerProgram, reference: string): Promise<string> {
  const path = `/app/cmd/${name}/${name}`;
  const files = { [path]: await toolPath('cert-manager', `cert-manager-${name}`) };
  return buildImage({ reference, layers: [{ files }], entrypoint: [path], user: '1000' });
}
