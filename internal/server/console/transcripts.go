package console

import (
	"net/http"

	"oso/internal/deed"
	"oso/internal/server/chart"
	"oso/internal/server/principal"
	"oso/internal/transcript"
)

// text answers with what a record says, as a tree of text.
func (k *Console) text(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, _ *chart.Case, it deed.Item, body *chart.Reader) error {
		return transcript.ServeTree(w, r, body, it.Bytes, it.MediaType)
	})
}

// inner streams a document inside a record.
func (k *Console) inner(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, _ *chart.Case, it deed.Item, body *chart.Reader) error {
		return transcript.ServeInner(w, r, body, it.Bytes, r.PathValue("n"))
	})
}

// waves answers with the waveforms of a record.
func (k *Console) waves(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, _ *chart.Case, it deed.Item, body *chart.Reader) error {
		return transcript.ServeWaves(w, r, body, it.Bytes)
	})
}
