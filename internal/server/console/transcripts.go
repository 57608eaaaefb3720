package console

import (
	"net/http"

	"oso/internal/server/principal"
	"oso/internal/transcript"
)

// text answers with what a record says, as a tree of text.
func (k *Console) text(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	c, it, err := k.openRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
	return transcript.ServeTree(k.whileMay(w, r, it), r, body, it.Bytes, it.MediaType)
}

// inner streams a document inside a record.
func (k *Console) inner(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	c, it, err := k.openRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
	return transcript.ServeInner(k.whileMay(w, r, it), r, body, it.Bytes, r.PathValue("n"))
}

// waves answers with the waveforms of a record.
func (k *Console) waves(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	c, it, err := k.openRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
	return transcript.ServeWaves(k.whileMay(w, r, it), r, body, it.Bytes)
}
