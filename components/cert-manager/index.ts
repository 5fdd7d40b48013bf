export { CertManager, type CertManagerProps } from './cert-manager';
export type { IssuerName } from './certificate';
export { existingCertManager, type ExistingCertManagerOptions } from './existing';
