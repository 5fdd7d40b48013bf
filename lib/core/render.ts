import { Yaml } from 'cdk8s';
import { parseImage } from './image';
import { identity, Manifest } from './manifest';
import { OutputFile } from './output';
import { Plan } from './plan';
import { installScript, uninstallScript } from './scripts';

/** All files of one environment. */
export function renderPlatform(plan: Plan): OutputFile[] {
  const files = stageFiles(plan);
  return [
    ...plan.stages.map((stage, index) => ({
      name: files[index] ?? '',
      content: Yaml.stringify(...stage.manifests.map((manifest) => manifest.object)),
    })),
    { name: 'install.sh', content: installScript(plan, files), executable: true },
    { name: 'uninstall.sh', content: uninstallScript(plan, files), executable: true },
    { name: 'images.txt', content: lines(imageList(plan)) },
    { name: 'inventory.txt', content: lines(inventory(plan)) },
  ];
}

/** `NN-<stage>.yaml`, one for each stage. */
export function stageFiles(plan: Plan): string[] {
  return plan.stages.map((stage, index) => `${String(index).padStart(2, '0')}-${stage.name}.yaml`);
}

/** One line for each object: `Kind namespace/name`, sorted. */
export function inventory(plan: Plan): string[] {
  return allManifests(plan)
    .map((manifest) => identity(manifest.object))
    .sort();
}

/**
 * Every image of the platform under the name that stands in the output: those of components, also where they hide in
 * arguments or in custom resources, and those of workloads. Upstream's name follows where it differs.
 */
export function imageList(plan: Plan): string[] {
  const table = plan.platform.images.list();
  const names = new Map(
    table.map((image) => [image.name, image.name === image.upstream ? image.name : `${image.name} ${image.upstream}`]),
  );
  for (const { object } of allManifests(plan)) {
    if (['ConfigMap', 'CustomResourceDefinition', 'Secret'].includes(object.kind)) continue;
    for (const image of imagesIn(object)) if (!names.has(image)) names.set(image, image);
  }
  return [...names.values()].sort();
}

/** Every text that stands in a field called `image`. */
function imagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    field === 'image' && typeof inner === 'string' && parseImage(inner) !== undefined ? [inner] : imagesIn(inner),
  );
}

/** All objects of a platform in the order of their application. */
export function allManifests(plan: Plan): Manifest[] {
  return plan.stages.flatMap((stage) => stage.manifests);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
