package directory

import (
	"fmt"
	"strings"
	"testing"

	"oso/internal/intake"
)

// told is what fits an entry, as text: "hepatology diagnosis liver 1,2 general".
func told(list []Fit) string {
	var out []string
	for _, f := range list {
		s := f.Code + " " + string(f.Place) + " " + f.Word
		for _, q := range f.Questions {
			s += fmt.Sprintf(" %d", q)
		}
		if f.General {
			s += " general"
		}
		if f.ForAge {
			s += " age"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestWhatFits: whose a case is follows from where it names what: the diagnosis
// before a question, a part of a specialty before the whole, and what is said in
// passing only where nothing else says anything.
func TestWhatFits(t *testing.T) {
	t.Parallel()
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	adult := func(a Asked) Asked { a.Age = 50; return a }
	for name, c := range map[string]struct {
		asked Asked
		of    []string
		want  string
		plain bool
	}{
		"by the diagnosis":             {adult(Asked{Diagnosis: "Adenocarcinoma of the lung"}), []string{"medical-oncology"}, "medical-oncology diagnosis adenocarcinoma", true},
		"no neurologist":               {adult(Asked{Diagnosis: "Lung cancer, stage IIIA C34.1", Questions: []string{"Surgery or chemoradiation?"}}), []string{"neurology"}, "", false},
		"in British letters":           {adult(Asked{Diagnosis: "Chronic lymphocytic leukaemia"}), []string{"hematology"}, "hematology diagnosis leukaemia", true},
		"with accents":                 {adult(Asked{Diagnosis: "Crohn’s disease, ILÉAL; Sjögren"}), []string{"rheumatology"}, "rheumatology diagnosis sjogren", true},
		"over a line":                  {adult(Asked{Diagnosis: "multiple\n  sclerosis"}), []string{"neurology"}, "neurology diagnosis multiple sclerosis", true},
		"a part before the whole":      {adult(Asked{Diagnosis: "Ovarian cancer"}), []string{"gynecology", "gynecologic-oncology"}, "gynecologic-oncology diagnosis ovarian cancer; gynecology diagnosis ovar general", true},
		"questions are counted":        {adult(Asked{Diagnosis: "BRCA2 carrier", Questions: []string{"Remove the ovaries?", "Which dose?", "Hysterectomy too?"}}), []string{"gynecology"}, "gynecology question ovar 1 3 general", true},
		"by its images":                {adult(Asked{Modalities: []string{"MG"}}), []string{"breast-imaging"}, "breast-imaging images MG", true},
		"in passing":                   {adult(Asked{Diagnosis: "Lung cancer", Also: "Headache since May"}), []string{"neurology"}, "neurology rest headache", false},
		"in passing, and nothing else": {adult(Asked{Diagnosis: "Unclear", Also: "Headache since May"}), []string{"neurology"}, "neurology rest headache", true},
		"a child":                      {Asked{Diagnosis: "Acute leukemia", Age: 7}, []string{"pediatric-oncology", "hematology"}, "pediatric-oncology diagnosis leukemia age; hematology diagnosis leukemia", true},
		"an adult is no child":         {adult(Asked{Diagnosis: "Acute leukemia; has two children"}), []string{"pediatrics", "pediatric-oncology"}, "", false},
		"of an age that nobody knows":  {Asked{Diagnosis: "Neuroblastoma", Age: -1}, []string{"pediatric-oncology"}, "pediatric-oncology diagnosis neuroblastoma", true},
		"inside of a word":             {adult(Asked{Diagnosis: "Impulsive behaviour"}), []string{"cardiology"}, "", false},
	} {
		f := l.Fits(c.asked)
		got := f.Of(Profile{Specialties: c.of})
		if !strings.HasPrefix(told(got), c.want) || c.want == "" && len(got) > 0 || len(got) > 0 && c.plain != f.Plain(got[0]) {
			t.Errorf("%s: %s", name, told(got))
		}
	}
	f := l.Fits(Asked{Diagnosis: "Acute leukemia", Age: 7})
	if !f.Ages(Profile{Specialties: []string{"pediatrics"}}) || f.Ages(Profile{Specialties: []string{"hematology"}}) {
		t.Error("who is of children is not told from who is not")
	}
	if f := l.Fits(Asked{Diagnosis: "Acute leukemia", Age: 70}); !f.Ages(Profile{Specialties: []string{"hematology"}}) {
		t.Error("an adult asks for no specialty of children")
	}
	if codes := l.Fits(adult(Asked{Diagnosis: "Lung cancer", Also: "Headache"})).Codes([]Fit{{Code: "neurology", Place: InRest}, {Code: "pulmonology", Place: InDiagnosis}, {Place: InDiagnosis}}); strings.Join(codes, " ") != "pulmonology" {
		t.Errorf("what is kept with an offer: %v", codes)
	}
}

// TestWhoIsWished: a wish names a person by whole words; a family name alone may be
// another's.
func TestWhoIsWished(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wish, name string
		want       Wish
	}{
		{"Prof. Eze-Whitfield", "Prof. Chidinma Eze-Whitfield, MD", WholeName},
		{"Dr. Chidinma Eze-Whitfield, if she is free", "Chidinma Eze-Whitfield", WholeName},
		{"Dr. Wei Lee", "Dr. Anna Lee", Mentioned},
		{"Somebody like Dr. Lee", "Dr. Anna Lee", Mentioned},
		{"Dr. Lee", "Anna Lee, MD, PhD", WholeName},
		{"no bleeding please", "Anna Lee", NotWished},
		{"a doctor who speaks Greek", "Dr. Doctor", NotWished},
		{"Professor Müller", "Jörg Muller", WholeName},
		{"", "Anna Lee", NotWished},
		{"Anna", "Anna Lee", NotWished},
		{"Dr. O’Brien", "Siobhán O'Brien", WholeName},
		{"anybody", "", NotWished},
		{"Not Dr. Sarah Chen, please", "Sarah Chen", Mentioned},
		{"Anybody but Prof. Sarah Chen", "Sarah Chen", Mentioned},
		{"anyone except Chen", "Sarah Chen", Mentioned},
		{"Treated before by Dr. Sarah Chen; wants somebody else", "Sarah Chen", Mentioned},
		{"Dr. Sarah Chen is his aunt", "Sarah Chen", Mentioned},
		{"Bitte nicht Dr. Sarah Chen", "Sarah Chen", Mentioned},
		{"Dr. Sarah Chen or Dr. Anna Lee", "Sarah Chen", Mentioned},
		{"The patient asks for Dr. Sarah Chen, MD", "Sarah Chen, MD", WholeName},
		{"Dr. Anh Do", "Anh Do, MD", WholeName},
		{"DR. ANH DO", "Anh Do", WholeName},
		{"Dr. Do", "Anh Do, MD", WholeName},
		{"Dr. John Smith DO", "John Smith, DO", WholeName},
		{"Dr. John Smith", "John Smith DO", WholeName},
		{"Dr. Wei He, if he is free", "Wei He", WholeName},
		{"if he is free", "Wei He", NotWished},
	} {
		if got := Wished(c.wish, c.name); got != c.want {
			t.Errorf("%q of %q: %d", c.wish, c.name, got)
		}
	}
}

// TestListKeepsModalitiesAndAges: what is written of a specialty is checked, and a
// list from before there was any reads as before.
func TestListKeepsModalitiesAndAges(t *testing.T) {
	t.Parallel()
	old, err := ParseList(`{"specialties":[{"code":"a","name":"A","of":"","words":["abc"],"retired":false}]}`)
	if err != nil || old.Specialties[0].Modalities == nil || old.Specialties[0].Under != 0 {
		t.Errorf("%+v %v", old, err)
	}
	for name, s := range map[string]Specialty{
		"small letters": {Modalities: []string{"mr"}}, "no letters": {Modalities: []string{"M1"}}, "one letter": {Modalities: []string{"M"}},
		"negative": {Under: -1}, "everybody": {Under: 31},
	} {
		s.Code, s.Name = "a", "A"
		if (List{[]Specialty{s}}).Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestAWordBeginsAfterAnySign: whatever stands before a word, only letters and
// digits make it a part of another.
func TestAWordBeginsAfterAnySign(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"“Lung cancer”?": true, "carcinoma—lung": true, "(lung": true, "‘lung’": true, "«lung»": true, "…lung": true, "CT\u00a0lung": true, "→lung": true,
		"sublung": false, "ölung": false, "3lung": false, "плlung": false,
	} {
		if got := intake.Begins(folded(text), "lung"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestFitsInWords: an entry of before there was a list names its specialties in
// words; they fit by what the list says under any of its words, and count for none
// of its codes.
func TestFitsInWords(t *testing.T) {
	t.Parallel()
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		asked Asked
		also  string
		want  string
	}{
		"by a word of the list":        {Asked{Diagnosis: "Stenosis of the mitral valve", Age: 50}, "Heart diseases in adults", " diagnosis mitral general"},
		"by the name's words":          {Asked{Diagnosis: "Ovarian cancer", Age: 50}, "Oncology, gynecologic", " diagnosis ovarian cancer"},
		"by itself":                    {Asked{Diagnosis: "Hemochromatosis of the ocean", Age: 50}, "Hemochromatosis", " diagnosis Hemochromatosis"},
		"no part of a word":            {Asked{Diagnosis: "Stenosis of the mitral valve", Age: 50}, "Sweetheart medicine", ""},
		"of another field":             {Asked{Diagnosis: "Stenosis of the mitral valve", Age: 50}, "Diseases of the skin", ""},
		"of children, for a grown man": {Asked{Diagnosis: "Acute leukemia", Age: 50}, "Pediatric oncology", ""},
	} {
		if got := told(l.Fits(c.asked).Of(Profile{Also: []string{c.also}})); strings.TrimSuffix(got, " general") != strings.TrimSuffix(c.want, " general") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	fits := l.Fits(Asked{Diagnosis: "Stenosis of the mitral valve", Age: 50})
	if got := fits.Of(Profile{Also: []string{"Heart diseases"}}); len(got) != 1 || got[0].Specialty != "Heart diseases" || len(fits.Codes(got)) != 0 {
		t.Errorf("it is told as %+v", got)
	}
}
