package auth

import "oso/internal/server/rights"

// Role is people.role of the service's own people.
type Role = rights.Role

const (
	Coordinator  = rights.Coordinator
	Specialist   = rights.Specialist
	Radiologist  = rights.Radiologist
	Pathologist  = rights.Pathologist
	Approver     = rights.Approver
	Billing      = rights.Billing
	PartnerAdmin = rights.PartnerAdmin
	Admin        = rights.Admin
)

// Roles lists every role that signs in at the console.
func Roles() []Role {
	return []Role{Coordinator, Specialist, Radiologist, Pathologist, Approver, Billing, PartnerAdmin, Admin}
}

func staff(r Role) bool {
	for _, x := range Roles() {
		if r == x {
			return true
		}
	}
	return false
}
