import { archiveLogs, configMapKey, places } from './argo-storage';
import { boolean, choice, deferred, int32, list, looseText, map, object, required, Schema, string } from './kit/schema';

/*
 * Parameters and artifacts, which stand in many places of Argo's kinds. Where upstream's CRD has a schema (`closed`), so has
 * ours; in the others the many places that an artifact can be kept at are left out of the CRD, which would be of megabytes,
 * and the value of a parameter may be a number or a truth value, which Argo reads as text.
 */

type Fields = Readonly<Record<string, Schema>>;

export const podMetadata = object('Metadata', 'Labels and annotations of pods.', {
  annotations: map('Annotations.', string('Value of one annotation.')),
  labels: map('Labels.', string('Value of one label.')),
});

export const artifactGC = {
  strategy: choice('When artifacts are deleted. Never where left out.', [
    '',
    'OnWorkflowCompletion',
    'OnWorkflowDeletion',
    'Never',
  ]),
  podMetadata,
  serviceAccountName: string('ServiceAccount of the pods that delete artifacts.'),
};

function locationFields(closed: boolean): Fields {
  const shown = Object.entries(places).map(([name, place]): [string, Schema] => [
    name,
    closed ? place : deferred(place.description ?? '', () => place),
  ]);
  return { archiveLogs, ...Object.fromEntries(shown) };
}

function artifactFields(closed: boolean): Fields {
  return {
    name: required(string('Name of the artifact.')),
    path: string('Where the container finds or leaves it.'),
    mode: int32('Permissions of the file, as a decimal number.'),
    from: string('Artifact that it is, such as {{steps.a.outputs.artifacts.b}}.'),
    ...locationFields(closed),
    globalName: string('Name under which the whole workflow knows it.'),
    archive: object('ArchiveStrategy', 'How it is packed. With tar and gzip where left out.', {
      tar: object('TarStrategy', 'With tar.', {
        compressionLevel: int32('Level of gzip; 0 for none.'),
      }),
      none: object('NoneStrategy', 'Not at all.', {}),
      zip: object('ZipStrategy', 'With zip.', {}),
    }),
    optional: boolean('Whether it may be missing.'),
    subPath: string('File or folder within the artifact that is taken.'),
    recurseMode: boolean('Whether the permissions are those of every file in a folder.'),
    fromExpression: string('Expression that gives the artifact that it is.'),
    artifactGC: object('ArtifactGC', 'When it is deleted.', artifactGC),
    deleted: boolean('Whether it has been deleted.'),
  };
}

/** A text that Argo gives out as text, and takes as a number or truth value too where its CRD is open. */
const text = (description: string, closed: boolean): Schema => (closed ? string(description) : looseText(description));

function parameter(closed: boolean): Schema {
  return object('Parameter', 'A named text.', {
    name: required(string('Name of the parameter.')),
    default: text('Value where none is given.', closed),
    value: text('Value.', closed),
    valueFrom: object('ValueFrom', 'Where the value comes from.', {
      path: string('File of the container.'),
      jsonPath: string('Field of the resource, as a JSON path.'),
      jqFilter: string('Field of the resource, as a filter of jq.'),
      event: string('Expression over the event that started the workflow.'),
      parameter: string('Parameter of a step, such as {{steps.a.outputs.parameters.b}}.'),
      supplied: object('SuppliedValueFrom', 'Somebody gives it while the workflow is suspended.', {}),
      configMapKeyRef: configMapKey('the value'),
      default: text('Value where none is found.', closed),
      expression: string('Expression that gives the value.'),
    }),
    globalName: string('Name under which the whole workflow knows it.'),
    enum: list('Values that are allowed.', text('One value.', closed)),
    description: text('What it is for.', closed),
  });
}

function both(closed: boolean): Fields {
  return {
    parameters: list('Parameters.', parameter(closed)),
    artifacts: list('Artifacts.', object('Artifact', 'One artifact.', artifactFields(closed))),
  };
}

/** A place of an artifact, without its name. */
export const artifactLocation = (closed: boolean): Schema =>
  object('ArtifactLocation', 'Where the artifact is kept.', locationFields(closed));

export const artifact = (closed: boolean): Schema => object('Artifact', 'The artifact.', artifactFields(closed));

/** Artifacts that the data template lists: the fields of an artifact, under a type of its own. */
export const artifactPaths = object('ArtifactPaths', 'Files that the artifact consists of.', artifactFields(false));

export const args = (closed: boolean): Schema => object('Arguments', 'What is handed over.', both(closed));

export const inputs = object('Inputs', 'What the template takes.', both(false));

export const outputs = (closed: boolean): Schema =>
  object('Outputs', 'What comes out.', {
    ...both(closed),
    result: string('Standard output of a script.'),
    exitCode: string('Exit code of the container.'),
  });
