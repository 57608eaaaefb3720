package intake

import (
	"fmt"
	"slices"

	"oso/internal/casefile"
)

func (c *checker) materials() {
	if len(c.doc.Materials) == 0 {
		c.stop(CodeNoMaterial, "materials", "Say which materials will be sent, and how. The list must not be empty.")
	}
	for i, m := range c.doc.Materials {
		field := fmt.Sprintf("materials[%d]", i)
		c.need(string(m.Kind), field+".kind", "Say what kind of material this is.")
		c.need(string(m.Channel), field+".channel", "Say how this material will arrive.")
		c.need(m.Description, field+".description", "Describe this material, so that it is known when it arrives.")
		if m.Physical && (m.Channel == casefile.ByUpload || m.Channel == casefile.ByEmail || m.Channel == casefile.ByFax) {
			c.stop(CodeNotValid, field+".channel", "Slides, blocks and discs themselves go by mail. Choose mail, or say that it is not the thing itself.")
		}
	}
}

// records compares what was announced for upload with what is here. A record
// covers every material that it can be part of; only a case without any record
// leaves an announced upload open, since a program cannot tell a pathology
// report from a laboratory's.
func (c *checker) records() {
	images := slices.ContainsFunc(c.have.Records, func(r Record) bool { return r.Image })
	for i, m := range c.doc.Materials {
		if m.Channel != casefile.ByUpload {
			continue
		}
		field := fmt.Sprintf("materials[%d]", i)
		switch {
		case len(c.have.Records) == 0:
			c.stop(CodeMaterialNotHere, field, "This material is announced by upload, and no record is here yet. Import it, or say that it comes another way.")
		case m.Kind == casefile.MaterialImaging && !images:
			c.warn(CodeMaterialNoImages, field, "Images are announced by upload, and no image is among the records yet. Import them, or say that they come another way.")
		}
	}
	c.problems = append(c.problems, c.have.Pending...)
}
