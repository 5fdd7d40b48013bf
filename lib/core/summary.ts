import { join, relative } from 'node:path';
import { podTemplate } from './manifest';
import { listOf } from './props';
import { Plan } from './plan';
import { parseQuantity, showBytes, showCores } from './quantity';
import { allManifests, imageList, stageFiles } from './render';

/** What a platform asks of a cluster. CPU in cores, memory and storage in bytes. */
export interface Totals {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly pods: number;
}

/** What was written, what it asks for, and what to do next. */
export function summarize(plan: Plan, outdir: string): string {
  const manifests = allManifests(plan);
  const kinds = new Map<string, number>();
  for (const { object } of manifests) kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1);
  const byKind = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`);
  const images = imageList(plan);
  const total = totals(plan);
  const folder = relative(process.cwd(), join(outdir, plan.platform.name)) || '.';
  return [
    `platform ${plan.platform.name}, size ${plan.platform.size}`,
    ...section(
      'components',
      plan.components.map((component) => `${component.upstream.name} ${component.upstream.version}`),
    ),
    ...section(`objects    ${manifests.length}`, wrapped(byKind)),
    ...section(`images     ${images.length}`, images),
    `requests   ${total.pods} ${total.pods === 1 ? 'pod' : 'pods'}: ${showCores(total.cpu)} CPU, ${showBytes(total.memory)} memory, ${showBytes(total.storage)} storage`,
    `files      ${folder}/ (${stageFiles(plan).length} manifests, install.sh, uninstall.sh, images.txt, inventory.txt)`,
    `next       ${folder}/install.sh`,
  ].join('\n');
}

/** What the pods and claims of the platform's own objects request. Pods that controllers make later do not count. */
export function totals(plan: Plan): Totals {
  let [cpu, memory, storage, pods] = [0, 0, 0, 0];
  for (const { object } of allManifests(plan)) {
    const template = podTemplate(object);
    pods += template?.replicas ?? 0;
    for (const container of listOf(template?.spec.containers)) {
      const requests = container.resources?.requests ?? {};
      cpu += (template?.replicas ?? 0) * (parseQuantity(requests.cpu) ?? 0);
      memory += (template?.replicas ?? 0) * (parseQuantity(requests.memory) ?? 0);
    }
    if (object.kind === 'PersistentVolumeClaim') storage += claimed(object.spec);
    const claims = (object.spec as { volumeClaimTemplates?: { spec: unknown }[] } | undefined)?.volumeClaimTemplates;
    for (const claim of listOf(claims)) storage += (template?.replicas ?? 0) * claimed(claim.spec);
  }
  return { cpu, memory, storage, pods };
}

function claimed(spec: unknown): number {
  const claim = spec as { resources?: { requests?: { storage?: unknown } } } | undefined;
  return parseQuantity(claim?.resources?.requests?.storage) ?? 0;
}

function section(title: string, texts: readonly string[]): string[] {
  return [title, ...texts.map((text) => `           ${text}`)];
}

function wrapped(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < 90) lines[lines.length - 1] = `${last}, ${text}`;
    else lines.push(text);
  }
  return lines;
}
