package intake

import "oso/internal/casefile"

// Participation is what the treating physician's statement names.
type Participation struct {
	Service   string
	Clinic    string
	Physician string
	Patient   string // casefile.Name.Display
	BirthDate string // YYYY-MM-DD
}

// ParticipationOf takes the patient from the document.
func ParticipationOf(doc *casefile.Document, service, clinic, physician string) Participation {
	return Participation{Service: service, Clinic: clinic, Physician: physician, Patient: doc.Patient.Name.Display(), BirthDate: doc.Patient.BirthDate}
}

// ParticipationVersion names the statement that a physician accepts today.
const ParticipationVersion = "participation-1"

// ParticipationParagraphs is the statement as it is shown before the seal
// (R2, R15, R20, R30, R31, R41).
func ParticipationParagraphs() []string {
	return []string{
		"I am a physician who treats this patient. I take part in this consultation at the patient’s request and ask the service for a second opinion.",
		"I have given the history, the present diagnosis and plan, and the questions as completely and correctly as I can, and I have said which materials will be sent. The records are in English, or come with a translation.",
		"I receive the opinion first. I will open it myself, explain it to the patient, and answer the patient’s questions about it.",
		"I remain responsible for the patient’s care. The specialist, who has not examined the patient, advises me and takes on no responsibility for treatment; whether and how the advice is followed is decided by the patient and me.",
		"The patient, or the patient’s representative, has signed the agreement and authorization that belongs to this case.",
	}
}

// Render gives the exact bytes that the physician accepts; their hash goes
// into the seal. A clinic has no name before its first enrollment: then the
// line is left out.
func (p Participation) Render() []byte {
	lines := []string{
		"oso/" + ParticipationVersion,
		"Statement of the treating physician",
		"",
		"Service: " + orElse(p.Service, DefaultService),
	}
	if p.Clinic != "" {
		lines = append(lines, "Clinic: "+p.Clinic)
	}
	lines = append(lines,
		"Treating physician: "+p.Physician,
		"Patient: "+p.Patient,
		"Date of birth: "+longDate(p.BirthDate),
	)
	for _, s := range ParticipationParagraphs() {
		lines = append(lines, "", s)
	}
	var out []byte
	for _, l := range lines {
		out = append(append(out, oneLine(l)...), '\n')
	}
	return out
}
