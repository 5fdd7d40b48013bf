import { Component, component, ContainerRun } from './component';
import { parameter } from './parameter';

/** A component that the driver carries out itself, without a pod: the image is a sign, and is never pulled. */
function driven(made: Component): ContainerRun {
  return { ...(made.runs as ContainerRun), image: `argostub/${made.name}` };
}

const create = component({
  name: 'createpvc',
  image: 'argostub/createpvc:none',
  inputs: {
    access_modes: parameter.list({ description: 'how many may mount it: ReadWriteOnce, ReadOnlyMany, ReadWriteMany' }),
    size: parameter.string({ description: 'how much it holds: 5Gi' }),
    pvc_name: parameter.string({ optional: true, description: 'its name; give this or a suffix' }),
    pvc_name_suffix: parameter.string({ optional: true, description: 'what follows the name of the run in its name' }),
    storage_class_name: parameter.string({
      default: '',
      description: 'its storage class; none for a volume that exists',
    }),
    volume_name: parameter.string({ optional: true, description: 'the volume that it takes, if that exists' }),
    annotations: parameter.struct({ optional: true, description: 'its annotations' }),
  },
  outputs: { name: parameter.string() },
});

/**
 * Makes a PersistentVolumeClaim while the pipeline runs. Its output `name` goes into the option `claims` of tasks. A
 * claim outlives the run until {@link deleteClaim} takes it away.
 */
export const createClaim: Component<typeof create.inputs, typeof create.outputs, ContainerRun> = {
  ...create,
  runs: driven(create),
};

const remove = component({
  name: 'deletepvc',
  image: 'argostub/deletepvc:none',
  inputs: { pvc_name: parameter.string({ description: 'name of the claim' }) },
});

/** Deletes a PersistentVolumeClaim while the pipeline runs. Let it come after the tasks that mount the claim. */
export const deleteClaim: Component<typeof remove.inputs, typeof remove.outputs, ContainerRun> = {
  ...remove,
  runs: driven(remove),
};
