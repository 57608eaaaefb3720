package console

import (
	"crypto/rand"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"oso/internal/errs"
)

// page serves the built files; every other path below the base is one of the
// page's own and gets index.html.
func (k *Console) page(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		k.write(w, r, errs.E(errs.NotFound, "find page", "There is nothing at this address. Nothing was changed."))
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), strings.TrimSuffix(Base, "/"))
	name = strings.TrimPrefix(name, "/")
	if name != "" && name != "index.html" {
		if f, err := fs.Stat(k.Pages, name); err == nil && !f.IsDir() && !strings.HasPrefix(path.Base(name), ".") {
			if strings.HasPrefix(name, "assets/") { // named by the hash of what they hold
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			}
			w.Header().Set("Content-Security-Policy", filePolicy)
			k.packed.file(w, r, name)
			return
		}
		if strings.HasPrefix(name, "assets/") {
			k.write(w, r, errs.E(errs.NotFound, "find page", "There is nothing at this address. Nothing was changed."))
			return
		}
	}
	k.index(w, r)
}

const noPages = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Online Second Opinions</title><p>The pages of the console are not built into this program. Build them with: make pages.</p>"

// filePolicy stands on each built file. It is what a worker may do: run our code
// and decode pictures in WebAssembly.
const filePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'"

// index is the page. Scripts come from files alone, and WebAssembly decodes
// images; the style sheets that the page makes itself carry a value that is new
// for each answer.
func (k *Console) index(w http.ResponseWriter, r *http.Request) {
	b, err := fs.ReadFile(k.Pages, "index.html")
	if err != nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(noPages))
		return
	}
	raw := make([]byte, 16)
	rand.Read(raw)
	nonce := base64.RawStdEncoding.EncodeToString(raw)
	html := strings.Replace(string(b), "<head>", `<head><meta name="style-nonce" content="`+nonce+`">`, 1)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-"+nonce+"'; img-src 'self' data: blob:; "+
		"font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	_, _ = w.Write([]byte(html))
}
