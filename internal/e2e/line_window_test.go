package e2e

import (
	"path/filepath"
	"testing"
)

// The physician's part of the line in the real window: unlock, read through,
// seal, exchange, open the opinion and see the letter drawn.
func TestLineInTheWindow(t *testing.T) {
	t.Parallel()
	program := buildWindow(t)
	s := serve(t, "--autopilot")
	c := newClinic(t)
	id, records := c.begin()
	c.takeIn(id, []string{records})
	c.must(nil, 0, "agreement", "sign", id, "--signer", "Eleanor Whitcombe", "--relation", "self")
	c.enrol(s)

	w := openWindow(t, program, "--data", c.data)
	w.reads("This workstation is locked")
	w.fill("input[type=password]", "not the passphrase of this workstation")
	w.press("Unlock")
	w.await("the refusal", `return document.querySelector("[role=alert], [aria-invalid=true]") !== null`)
	if w.run(`return document.body.innerText.includes("Eleanor")`) != false {
		t.Fatal("a locked desk shows the patient's name")
	}
	w.run(`document.querySelector("input[type=password]").select()`)
	w.fill("input[type=password]", linePass)
	w.press("Unlock")

	w.reads("Complete, ready for you to seal")
	w.picture("cases.png")
	w.press("Eleanor Whitcombe")
	w.press("Review and seal")
	w.reads("What will be sent")
	w.picture("case.png")
	w.fill("input[type=password]", linePass)
	w.press("Seal this case")
	if w.run(`return document.body.innerText.includes("Sealed by the physician")`) != false {
		t.Fatal("sealed without the physician's part in it")
	}
	w.run(`document.querySelector("input[type=checkbox]").click()`)
	w.press("Seal this case")
	w.reads("Sealed by the physician")
	w.picture("course.png")

	w.await("an opinion", `const now = [...document.querySelectorAll("button")].find(b => b.innerText.includes("Exchange now"))
		if (now && !now.disabled) now.click()
		return document.body.innerText.includes("Opinion arrived")`)
	w.press("Opinion")
	w.reads("The opinion has arrived")
	w.fill("input[type=password]", linePass)
	w.press("Open the opinion")
	w.reads("Verified")
	w.reads("Is lobectomy the best treatment")
	w.looks("opinion")
	w.run(`[...document.querySelectorAll("label, button")].find(e => e.innerText.trim() === "Letter").click()`)
	// Text on white paper: the canvas has ink, and is not all ink.
	w.await("the letter drawn", `const c = document.querySelector("canvas")
		if (!c || !c.width) return false
		const d = c.getContext("2d").getImageData(0, 0, c.width, c.height / 3).data
		let ink = 0
		for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 0 && d[i] < 128) ink++
		return ink > 1000 && ink < d.length / 16`)
	w.picture("letter.png")
	w.cancelsPrinting("Print")
	printed := w.print("Print", "letter.pdf")
	w.givesPaperBack()
	letter := pages(t, printed)

	w.press("Cases")
	w.press("Eleanor Whitcombe")
	w.press("Agreement")
	w.press("Read the agreement")
	agreement := printedText(t, w.print("Print a copy for the patient", "agreement.pdf"))
	if wrong := misprinted(agreement, []string{"Eleanor Whitcombe", "Signed"}, []string{"Print a copy", "Agreement was signed"}); len(wrong) > 0 {
		t.Errorf("the agreement on paper %v:\n%s", wrong, agreement)
	}

	w.close()
	own := filepath.Join(t.TempDir(), "own.pdf")
	c.must(nil, 0, "opinion", "save", id, own)
	if wrong := unlike(letter, pages(t, own)); wrong != "" {
		t.Error(wrong)
	}
	c.syncUntil("the act of access", func(r lineSync) bool {
		state, _ := r.state(id)
		return state != "" && state != "released"
	})
}
