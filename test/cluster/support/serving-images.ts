import { images as certManager } from '../../../components/cert-manager/version';
import { images as kserve } from '../../../components/kserve/version';
import { certManagerImage } from '../harness/cert-manager-images';
import type { Cluster } from '../harness/cluster';
import { kserveProgramImage } from '../harness/kserve-images';

/** What the platform itself runs of KServe and of cert-manager, by the name of the build. */
export const servingImages: Readonly<Record<string, () => Promise<string>>> = {
  'cert-manager controller': () => certManagerImage('controller', certManager.controller),
  'cert-manager webhook': () => certManagerImage('webhook', certManager.webhook),
  'cert-manager injector': () => certManagerImage('cainjector', certManager.cainjector),
  'kserve controller': () => kserveProgramImage('kserve-controller', kserve.controller),
};

/** Gives the node what the platform runs of KServe and of cert-manager. Builds what the cache does not have. */
export async function loadServingImages(cluster: Cluster): Promise<void> {
  for (const build of Object.values(servingImages)) await cluster.loadImage(await build());
}
