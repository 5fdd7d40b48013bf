import * as kubernetes from '@pulumi/kubernetes';
import { resourceType } from '../../lib/pulumi/kubernetes-resource';
import { environments } from '../../stacks/environments';
import { at, render } from '../support/app';

// Where @pulumi/kubernetes has a group under a shorter name.
const folders: Readonly<Partial<Record<string, string>>> = {
  'admissionregistration.k8s.io': 'admissionregistration',
  'apiextensions.k8s.io': 'apiextensions',
  'networking.k8s.io': 'networking',
  'rbac.authorization.k8s.io': 'rbac',
};

/** The class of a kind in `@pulumi/kubernetes`, if it has one. */
function classOf(apiVersion: string, kind: string): { readonly __pulumiType?: string } | undefined {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return at(kubernetes, folders[group ?? ''] ?? group ?? '', version ?? '', kind) as ReturnType<typeof classOf>;
}

const kinds = new Map(
  Object.values(environments)
    .flatMap((create) => (create === undefined ? [] : render((app) => create(app, {})).objects))
    .map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
);
const ofKubernetes = [...kinds.values()].filter(
  ({ apiVersion }) => !/kubeflow\.org|x-k8s\.io|cert-manager\.io|kserve\.io/.test(apiVersion),
);

test('environments have objects of these kinds of Kubernetes', () => {
  expect(ofKubernetes.map(({ kind }) => kind).sort()).toMatchInlineSnapshot(`
   [
     "ClusterRole",
     "ClusterRoleBinding",
     "ConfigMap",
     "CustomResourceDefinition",
     "Deployment",
     "Job",
     "MutatingWebhookConfiguration",
     "Namespace",
     "NetworkPolicy",
     "PersistentVolumeClaim",
     "Role",
     "RoleBinding",
     "Secret",
     "Service",
     "ServiceAccount",
     "StatefulSet",
     "ValidatingWebhookConfiguration",
   ]
  `);
});

test.each(ofKubernetes)(
  '$kind of $apiVersion has the type of its class in @pulumi/kubernetes',
  ({ apiVersion, kind }) => {
    expect(resourceType({ apiVersion, kind })).toBe(classOf(apiVersion, kind)?.__pulumiType);
  },
);

test('custom kinds have types of the same form', () => {
  expect(resourceType({ apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob' })).toBe(
    'kubernetes:trainer.kubeflow.org/v1alpha1:TrainJob',
  );
});
