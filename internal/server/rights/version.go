package rights

import (
	"slices"

	"oso/internal/server/principal"
)

// Version is one released version of a case's opinion.
type Version struct {
	Number     int64
	Opened     bool // by the physician's signed act, or a recorded delivery
	Superseded bool // a later version corrects it
	Delivered  bool // its package was handed to a desk
}

// Release is how far an opinion has gone, and what the patient decided.
type Release struct {
	Revoked bool // nothing more is disclosed; what was handed over cannot be taken back
	Opened  bool // the case was accessed: only now the patient may know
	Copy    bool // the patient gets a copy: not declined, or asked for as the own record
}

// Handover tells whether a released version may be given to the physician's
// desk.
func Handover(r Release, v Version) bool { return !r.Revoked || v.Delivered || v.Opened }

// Versions are the released versions that somebody who may see the opinion
// sees, oldest first. A superseded one is not shown without its successor.
// delegated: the physician lets the clinic's staff read the opinion.
func Versions(role principal.Role, r Release, delegated bool, all []Version) []int64 {
	switch role {
	case principal.Patient:
		if !r.Opened || !r.Copy {
			return nil
		}
		return withSuccessors(all, func(v Version) bool { return v.Opened })
	case principal.Physician:
		return withSuccessors(all, func(v Version) bool { return Handover(r, v) })
	case principal.ClinicStaff:
		if !delegated || !r.Opened {
			return nil
		}
		return withSuccessors(all, func(v Version) bool { return v.Opened })
	}
	return withSuccessors(all, func(Version) bool { return true })
}

// withSuccessors keeps the versions that may be seen, and of a superseded one
// only if a later version that stands may be seen too.
func withSuccessors(versions []Version, may func(Version) bool) []int64 {
	sorted := slices.Clone(versions)
	slices.SortFunc(sorted, func(a, b Version) int { return int(a.Number - b.Number) })
	var seen []int64
	for i, v := range sorted {
		stands := !v.Superseded || slices.ContainsFunc(sorted[i+1:], func(l Version) bool { return !l.Superseded && may(l) })
		if may(v) && stands {
			seen = append(seen, v.Number)
		}
	}
	return seen
}
