import { ArgoWorkflows, CertManager, Mysql, Pipelines, PipelinesProps, SeaweedFS } from '../../../components';
import { App, Platform, PipelineTenant } from '../../../lib';

const platform = new Platform(new App(), 'local');
const all: PipelinesProps = {
  database: new Mysql(platform, 'mysql'),
  store: new SeaweedFS(platform, 'seaweedfs'),
  workflows: new ArgoWorkflows(platform, 'argo-workflows'),
  certificates: new CertManager(platform, 'cert-manager'),
};
const pipelines = new Pipelines(platform, 'pipelines', all);
export const tenant: PipelineTenant = pipelines.addTenant({ namespace: 'vision', volumes: true });

// @ts-expect-error what it stands on is missing
new Pipelines(platform, 'pipelines');
// @ts-expect-error the bucket is missing
new Pipelines(platform, 'pipelines', { database: all.database, workflows: all.workflows });
// @ts-expect-error the server of buckets in the place of that of rows
new Pipelines(platform, 'pipelines', { ...all, database: all.store });
// @ts-expect-error the server of rows in the place of that of buckets
new Pipelines(platform, 'pipelines', { ...all, store: all.database });
// @ts-expect-error a mode that is none
new Pipelines(platform, 'pipelines', { ...all, mode: 'multi_user' });
// @ts-expect-error a place for pipelines that is none
new Pipelines(platform, 'pipelines', { ...all, pipelineStore: 'postgres' });
// @ts-expect-error a time as a number
new Pipelines(platform, 'pipelines', { ...all, workflowTtl: 86400 });
// @ts-expect-error a log level that is none
new Pipelines(platform, 'pipelines', { ...all, logLevel: 'verbose' });
// @ts-expect-error a tenant without its namespace
pipelines.addTenant({ volumes: true });
// @ts-expect-error a tenant with another option
pipelines.addTenant({ namespace: 'vision', quota: 5 });
// @ts-expect-error a tenant does not change
pipelines.addTenant('vision').pipelineRoot = 's3://other';
// @ts-expect-error tenants grow by addTenant alone
pipelines.tenants.push(tenant);
