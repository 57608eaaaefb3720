package intake

import (
	"fmt"
	"slices"

	"oso/internal/casefile"
	"oso/internal/characters"
)

// characters tells what the letter cannot print while it can still be written
// otherwise. Questions are restated in it word for word, so there it is an
// error; for names the letter puts a sign in the character's place.
func (c *checker) characters() {
	for i, q := range c.doc.Questions {
		field, where := fmt.Sprintf("questions[%d]", i), fmt.Sprintf("Question %d", i+1)
		c.question(field+".text", where, q.Text)
		for j, p := range q.Parts {
			c.question(fmt.Sprintf("%s.parts[%d]", field, j), fmt.Sprintf("Part %c of question %d", 'a'+j, i+1), p)
		}
	}
	n := c.doc.Patient.Name
	for _, part := range []struct{ field, what, text string }{
		{"family", "family name", n.Family}, {"given", "given name", n.Given}, {"middle", "middle name", n.Middle},
		{"prefix", "title", n.Prefix}, {"suffix", "suffix", n.Suffix},
	} {
		if lost := characters.Unset(part.text); len(lost) > 0 {
			c.warn(CodeCharacter, "patient.name."+part.field, fmt.Sprintf("The patient’s %s has what the letter cannot print: %s. It shows □ there. Write the name in Latin letters here, and as it is among the native letters.", part.what, characters.Names(lost)))
		}
	}
	if lost := characters.Unset(n.Ideographic); len(lost) > 0 {
		c.warn(CodeCharacter, "patient.name.ideographic", "The name in native letters has what the letter cannot print: "+characters.Names(lost)+". The letter names the patient in Latin letters alone.")
	}
	for i, m := range c.doc.Materials {
		if lost := characters.Unset(m.Description); len(lost) > 0 && m.Channel != casefile.ByUpload {
			c.warn(CodeCharacter, fmt.Sprintf("materials[%d].description", i), "The description has what the letter cannot print: "+characters.Names(lost)+". It shows □ there.")
		}
	}
	c.fileNames()
}

func (c *checker) question(field, where, text string) {
	if lost := characters.Unset(text); len(lost) > 0 {
		c.stop(CodeCharacter, field, where+" has what the letter cannot print: "+characters.Names(lost)+". Questions are restated in the letter word for word. Write it in another way, for example in Latin letters.")
	}
}

// fileNames is one warning for all records whose names the letter says.
func (c *checker) fileNames() {
	var lost []rune
	var records []casefile.RecordID
	for _, r := range c.have.Records {
		missing := characters.Unset(r.Name)
		if len(missing) == 0 {
			continue
		}
		records = append(records, r.ID)
		for _, x := range missing {
			if !slices.Contains(lost, x) {
				lost = append(lost, x)
			}
		}
	}
	if len(records) == 0 {
		return
	}
	c.problems = append(c.problems, casefile.Problem{
		Code: CodeCharacter, Severity: casefile.SeverityWarning, Field: "records", Records: records,
		Message: "Names of files have what the letter cannot print: " + characters.Names(lost) + ". The letter names them with □ there; the files themselves are unchanged.",
	})
}
