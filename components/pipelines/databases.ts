import { DatabaseRequest } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';

/** Labels of the pods that each database lets in. */
export const pods = {
  apiServer: selectorLabels('pipelines', 'api-server'),
  persistenceAgent: selectorLabels('pipelines', 'persistence-agent'),
  scheduledWorkflow: selectorLabels('pipelines', 'scheduled-workflow'),
  ui: selectorLabels('pipelines', 'ui'),
  metadata: selectorLabels('pipelines', 'metadata'),
  metadataBridge: selectorLabels('pipelines', 'metadata-bridge'),
  metadataWriter: selectorLabels('pipelines', 'metadata-writer'),
  cacheServer: selectorLabels('pipelines', 'cache-server'),
  visualizationServer: selectorLabels('pipelines', 'visualization-server'),
  viewerController: selectorLabels('pipelines', 'viewer-controller'),
} as const;

const rows = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/**
 * The API server's. It asks for CREATE DATABASE at every start, puts its tables right with ALTER, CREATE INDEX, DROP INDEX
 * and foreign keys, and never drops a table.
 */
export const apiServerDatabase: DatabaseRequest = {
  name: 'mlpipeline',
  privileges: [...rows, 'CREATE', 'ALTER', 'INDEX', 'REFERENCES'],
  pods: pods.apiServer,
};

/**
 * The metadata service's. It asks for CREATE DATABASE at every start; its tables have no foreign keys. Its client library is
 * older than MySQL's present way to check passwords.
 */
export const metadataDatabase: DatabaseRequest = {
  name: 'metadb',
  privileges: [...rows, 'CREATE', 'ALTER', 'INDEX'],
  pods: pods.metadata,
  authentication: 'mysql_native_password',
};

/** The cache server's: one table, which it makes itself. */
export const cacheDatabase: DatabaseRequest = {
  name: 'cachedb',
  privileges: [...rows, 'CREATE', 'ALTER', 'INDEX'],
  pods: pods.cacheServer,
};
