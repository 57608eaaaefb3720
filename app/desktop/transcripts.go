package desktop

import (
	"net/http"

	"oso/internal/transcript"
)

// serveText answers with what a record says, as a tree of text.
func (a *App) serveText(w http.ResponseWriter, r *http.Request) error {
	rec, err := a.openRecord(r)
	if err != nil {
		return err
	}
	defer rec.Close()
	return transcript.ServeTree(w, r, rec, rec.Size(), rec.Record.MediaType)
}

// serveInner streams a document inside a record.
func (a *App) serveInner(w http.ResponseWriter, r *http.Request) error {
	rec, err := a.openRecord(r)
	if err != nil {
		return err
	}
	defer rec.Close()
	return transcript.ServeInner(w, r, rec, rec.Size(), r.PathValue("n"))
}

// serveWaves answers with the waveforms of a record.
func (a *App) serveWaves(w http.ResponseWriter, r *http.Request) error {
	rec, err := a.openRecord(r)
	if err != nil {
		return err
	}
	defer rec.Close()
	return transcript.ServeWaves(w, r, rec, rec.Size())
}
