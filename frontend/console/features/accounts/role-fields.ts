import type { Role } from '../../api/types'

/** Roles of the service's own people, in the order in which they are chosen. */
export const staffRoles: readonly Role[] = ['coordinator', 'specialist', 'radiologist', 'pathologist', 'approver', 'billing', 'partner-admin', 'admin']
