import { useHouse } from '../utils/house.ts'

/**
 * Posts of plain forms end in redirects to the identity and signature providers, and browsers hold these to `form-action` too.
 * Their addresses are known at start, not when the pages are built.
 */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('beforeResponse', ({ node: { res } }) => {
    const policy = res.getHeader('content-security-policy')
    const origins = useHouse().portal?.origins
    if (typeof policy !== 'string' || origins === undefined || res.headersSent) return
    res.setHeader('content-security-policy', policy.replace('form-action \'self\'', `form-action 'self' ${origins.join(' ')}`))
  })
})
