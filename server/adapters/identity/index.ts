export { createOidcProvider, type OidcOptions } from './oidc.ts'
