package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"oso/internal/sample"
)

// A person of the staff looks at a sealed case's images in a real browser:
// scrolls, windows, measures, compares, with the keyboard where a person can.
func TestViewerInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	c := newClinic(t)
	id, records := c.begin()
	c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	c.sync()
	walk(t, "viewer.mjs", map[string]any{
		"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(), "patient": "Eleanor Whitcombe",
		"series": sample.UID(1, "axial"), "sop": sample.UID(1, "axial 6"), "number": 7,
	})
}

// The same viewer in the real window: frames come through the asset handler, a
// worker decodes them under the window's policy, and what is drawn is a picture.
func TestViewerInTheWindow(t *testing.T) {
	t.Parallel()
	program := buildWindow(t)
	c := newClinic(t)
	id, records := c.begin()
	waiting := 0
	if corpus := os.Getenv("OSO_CORPUS"); corpus != "" {
		waiting = 1 // somebody else's: it may be looked at before it is decided on
		// One that a codec must read: the policy of the window lets it.
		b, err := os.ReadFile(filepath.Join(corpus, "dicom/cornerstone/CTImage.dcm_JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm"))
		if err == nil {
			err = os.WriteFile(filepath.Join(records, "coded.dcm"), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c.must(nil, waiting, "import", id, records)
	w := openCase(t, program, c)
	w.run(`window.refused = []; document.addEventListener("securitypolicyviolation", e => window.refused.push(e.effectiveDirective + " " + e.blockedURI))
		location.hash = "#/case/" + arguments[0] + "/images"`, id)
	const index = `const p = document.querySelector("[data-index]"); return p !== null && p.dataset.index === arguments[0]`
	w.await("the first image", index, "1")
	w.run(`document.querySelector("[role=slider]").focus()
		document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }))`)
	w.await("the second image", index, "2")
	const drawn = `const from = document.querySelector("main canvas"), to = document.createElement("canvas")
		to.width = to.height = 32
		const ctx = to.getContext("2d")
		ctx.drawImage(from, 0, 0, 32, 32)
		return new Set(ctx.getImageData(0, 0, 32, 32).data.filter((_, i) => i % 4 === 0)).size > 8`
	w.await("a picture", drawn)
	if picture := os.Getenv("OSO_PICTURES"); picture != "" {
		t.Log(w.picture("window-viewer.png"))
	}
	// Every series can be opened, whatever codec it wants.
	n := int(w.run(`return document.querySelectorAll("nav li > button").length`).(float64))
	for i := range n {
		w.run(`document.querySelectorAll("nav li > button")[arguments[0]].click()`, i)
		w.await("a picture of each series", `return document.querySelectorAll("nav li > button")[arguments[0]].getAttribute("aria-current") === "true" && document.querySelector("[data-index='1'] canvas") !== null`, i)
		w.await("a picture", drawn)
	}
	if refused, ok := w.run(`return window.refused.join(", ")`).(string); !ok || refused != "" {
		t.Errorf("the policy refused %s", refused)
	}
	w.close()
}
