package proofread

import (
	"fmt"
	"testing"
	"time"
)

// How people say how old a patient is: the true age is let stand, another is found.
func TestAgesAsPeopleSayThem(t *testing.T) {
	f := Facts{Sex: "female", Born: time.Date(1964, 3, 2, 0, 0, 0, 0, time.UTC), Today: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}
	for _, said := range []string{
		"This is a %d-year-old woman.",
		"Our patient is only %d.",
		"She is just %d and wants to work.",
		"At only %d she has much to lose.",
		"At %d surgery pays.",
		"At %d years such a tumor is watched.",
		"At %d and in good health I would operate.",
		"At her %d years the heart decides.",
		"With her %d years she can bear it.",
		"With %d years behind her the hip cannot wait.",
		"A retired postwoman of %d with a cough.",
		"For a waitress of %d this matters.",
		"A bookkeeper, %d, with a cough.",
		"The patient, now %d years old, coughs.",
		"The patient (%d years) coughs.",
		"The patient (%d y) coughs.",
		"Mrs. Whitcombe is %d.",
		"Age %d, never smoked.",
		"Her age (%d) is no reason to wait.",
		"Her age of %d is no reason to wait.",
		"Somebody of %d recovers from it.",
		"A case like this at the age of %d should be operated on.",
		"In a patient aged %d I would not wait.",
		"She turned %d this year.",
		"%d is no age for that.",
		"She is well at %d, and may travel.",
		"This much is known: at %d years of age the heart has to be spared.",
		"For somebody aged %d I would do less.",
		"Three patients near her age, %d, did well.",
		"You are %d and otherwise well.",
		"Nothing speaks against surgery at %d years of age.",
		"%d, smoker. Fell on the stairs.",
		"A person who is %d will live with it for long.",
		"A renal mass in a woman, %d.",
		"At %d, with few symptoms, I would wait.",
		"Probably lung ca. At %d with good lungs she is fit.",
		"Not yet %d, is she fit for it? She is %[1]d.",
		"Mrs. Ferreira-Lund is %d and noticed it in May.",
		"1) F, %d, warehouse work.",
		"Today, at %d, she takes it six times a day and should go on.",
		"Yes, at %d with good lungs I would operate.",
		"%d is no obstacle.",
		"Mrs. Brannigan, %d. Smokes.",
	} {
		for _, years := range []int{62, 74} {
			text := fmt.Sprintf(said, years)
			found := check(Letter{Passages: []Passage{{Part: "assessment", Text: text, Question: -1}}}, f)
			if (len(found) > 0) != (years == 74) {
				t.Errorf("%s: %+v", text, found)
			}
		}
	}
	for _, said := range []string{
		"At 74 mm it is large.", "At 74 degrees it is stiff.", "At 30 months she was well.", "People of 70 often have it.",
		"A tumor of 74.", "A number of 74 was counted.", "With 74 grays the cord is lost.", "Her mother died at 74.", "Her 20 years in the mine explain it.",
		"At 74 beats a minute the heart is calm.", "She turned 74 degrees.", "You are 74 miles from us.", "Room 74, second floor.",
		"At 12 years, with a good graft, nine of ten knees are stable.", "She is in her early sixties.", "Her hip was replaced in 2012 and the knee in 2020, when your patient was 56 years old.", "The patency of a stent at five years is 80 percent.", "Patients in their seventies do well.", "A sister in her thirties.",
		"At 5 years most are alive.", "Sinus rhythm at 74, never paced.", "LDL is 74.", "Ultrasound at 6 and 12 months.", "Ultrasound every three months to the age of 74.",
		"On 5/23/21, at the age of 57, Mrs. Lind broke her wrist.", "Her heart has carried her through it once before, at the age of 50, and she has a good chance.", "At 40 years half of them are worn.",
	} {
		if found := check(Letter{Passages: []Passage{{Part: "assessment", Text: said, Question: -1}}}, f); len(found) > 0 {
			t.Errorf("%s: %+v", said, found)
		}
	}
}

// What charts say in short is read: a decade of life, the sex behind an age, a year in
// two digits.
func TestShortForms(t *testing.T) {
	f := Facts{
		Sex: "female", Born: time.Date(1964, 3, 2, 0, 0, 0, 0, time.UTC), Today: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Whole: true,
		Sources: []Source{{Name: "MRI", Text: "MRI of the brain, 6/14/26: no mass. Diagnosed with asthma at age 40.", Question: -1}},
		Studies: []Study{{Name: "MRI brain", Modality: "MR", Date: time.Date(2026, 6, 14, 0, 0, 0, 0, time.UTC), Seen: true}},
	}
	for text, kind := range map[string]Kind{
		"Somebody in her late fifties can bear this.": Age, "For a woman in her sixties this matters.": "",
		"62M, never smoked.": Sex, "62F, never smoked.": "", "62 yo M with a cough.": Sex, "Fever of 101F.": "",
		"The MRI of 6/14/26 shows no mass.": "", "The MRI of 6/15/26 shows no mass.": Date, "The MRI of June 14, 2026 shows no mass.": "",
		"She got asthma when your patient was 40 years old.": "",
		"She got asthma when she was 40.":                    "", "Asthma was diagnosed when she was 50.": Age,
	} {
		var had Kind
		for _, x := range check(Letter{Passages: []Passage{{Part: "assessment", Text: text, Question: -1}}}, f) {
			had = x.Kind
		}
		if had != kind {
			t.Errorf("%s: %q, not %q", text, had, kind)
		}
	}
}
