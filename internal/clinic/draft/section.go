package draft

import (
	"oso/internal/casefile"
	"oso/internal/clinic/people"
	"oso/internal/errs"
)

// Section is a part of the case document that is saved on its own, with a row
// version of its own: two people at one workstation, or one in two windows, never
// overwrite each other's pages.
type Section string

const (
	SectionLocation  Section = "location"     // residence, specimen
	SectionPatient   Section = people.Section // patient
	SectionOrder     Section = "order"        // payer, service, wishes, courtesy copy
	SectionHistory   Section = "history"      // history, diagnosis, plan, reason
	SectionQuestions Section = "questions"    // questions
	SectionMaterials Section = "materials"    // materials
)

// Sections in the order of the case page.
func Sections() []Section {
	return []Section{SectionLocation, SectionPatient, SectionOrder, SectionHistory, SectionQuestions, SectionMaterials}
}

// copySection copies the fields of one section from one document to another.
func copySection(s Section, to, from *casefile.Document) error {
	switch s {
	case SectionLocation:
		to.Residence, to.Specimen = from.Residence, from.Specimen
	case SectionPatient:
		to.Patient = from.Patient
	case SectionOrder:
		to.Payer, to.Service, to.Wishes, to.CourtesyCopy = from.Payer, from.Service, from.Wishes, from.CourtesyCopy
	case SectionHistory:
		to.History, to.Diagnosis, to.Plan, to.Reason = from.History, from.Diagnosis, from.Plan, from.Reason
	case SectionQuestions:
		to.Questions = from.Questions
	case SectionMaterials:
		to.Materials = from.Materials
	default:
		return errs.E(errs.Invalid, "copy section", "This part of the case is not known to the program. Nothing was changed. Update the program.")
	}
	return nil
}
