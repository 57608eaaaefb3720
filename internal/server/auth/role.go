package auth

import "oso/internal/server/principal"

// Role is under which somebody acts; this package has to do with those of the
// service's own people.
type Role = principal.Role

const (
	Coordinator  = principal.Coordinator
	Specialist   = principal.Specialist
	Radiologist  = principal.Radiologist
	Pathologist  = principal.Pathologist
	Approver     = principal.Approver
	Billing      = principal.Billing
	PartnerAdmin = principal.PartnerAdmin
	Admin        = principal.Admin
)

// Roles lists every role that signs in at the console.
func Roles() []Role { return principal.StaffRoles() }
