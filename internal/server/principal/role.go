package principal

// Role is under which somebody acts or looks. Stored in the audit and in
// roles.role.
type Role string

const (
	Patient      Role = "patient" // or the representative who acts for the patient (R54)
	Physician    Role = "physician"
	ClinicStaff  Role = "staff"
	Coordinator  Role = "coordinator"
	Specialist   Role = "specialist"
	Radiologist  Role = "radiologist"
	Pathologist  Role = "pathologist"
	Approver     Role = "approver"
	Billing      Role = "billing"
	PartnerAdmin Role = "partner-admin"
	Admin        Role = "admin"
	System       Role = "system" // the program: timers, jobs, what follows by itself
	Device       Role = "device" // a clinic's desk, where no person signs
)

// Roles lists every role that a case knows.
func Roles() []Role {
	return []Role{Patient, Physician, ClinicStaff, Coordinator, Specialist, Radiologist, Pathologist, Approver, Billing, PartnerAdmin, Admin, System}
}

// StaffRoles are those of the service's own people, who sign in at the console.
func StaffRoles() []Role {
	return []Role{Coordinator, Specialist, Radiologist, Pathologist, Approver, Billing, PartnerAdmin, Admin}
}

// ClinicRoles are those that people hold at a clinic.
func ClinicRoles() []Role { return []Role{Physician, ClinicStaff} }

// Kind is the door that somebody came through.
type Kind string

const (
	Staff    Kind = "staff"         // the service's own, at the console
	Desk     Kind = "desk"          // a clinic's workstation, and who signs at it
	Portal   Kind = "patient"       // a patient at the portal
	Web      Kind = "web-physician" // a referring physician without the desktop
	Key      Kind = "api-key"       // a partner's program
	Program  Kind = "program"       // timers, jobs, what follows by itself
	Operator Kind = "operator"      // the command line of the service's own machine
)

// Kinds lists every door.
func Kinds() []Kind { return []Kind{Staff, Desk, Portal, Web, Key, Program, Operator} }

// Bears tells whether a role counts at a door: who is a coordinator of the
// service and a clinic's physician too is no coordinator at the clinic's desk.
// A door that is not built bears none.
func (k Kind) Bears(r Role) bool {
	switch k {
	case Staff:
		switch r {
		case Coordinator, Specialist, Radiologist, Pathologist, Approver, Billing, PartnerAdmin, Admin:
			return true
		}
	case Desk:
		return r == Physician || r == ClinicStaff || r == Device
	case Portal:
		return r == Patient
	case Program:
		return r == System
	case Operator:
		return r == Admin
	}
	return false
}
