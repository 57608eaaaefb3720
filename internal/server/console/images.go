package console

import (
	"net/http"

	"oso/internal/deed"
	"oso/internal/images"
	"oso/internal/server/chart"
	"oso/internal/server/principal"
)

// images lists what of the case's records is DICOM.
func (k *Console) images(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	_, c, err := k.openRecords(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	all, err := c.Images(r.Context(), k.DB.Q())
	if err != nil {
		return err
	}
	var asked images.Asked
	if d, err := c.Document(); err == nil { // images can be looked at without what is asked
		asked = images.AskedOf(d)
	}
	return zipped(w, r, func(w http.ResponseWriter) error { return images.ServeList(w, all, asked) })
}

// frame streams one frame of a record.
func (k *Console) frame(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	n, err := images.Number(r.PathValue("n"))
	if err != nil {
		return err
	}
	return k.readRecord(w, r, who, func(w http.ResponseWriter, c *chart.Case, it deed.Item, body *chart.Reader) error {
		image, err := c.Image(r.Context(), k.DB.Q(), it, body)
		if err != nil {
			return err
		}
		return images.ServeFrame(w, r, image, body, n)
	})
}

// film streams the film that a record is, to be saved and played elsewhere.
func (k *Console) film(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, c *chart.Case, it deed.Item, body *chart.Reader) error {
		image, err := c.Image(r.Context(), k.DB.Q(), it, body)
		if err != nil {
			return err
		}
		return images.ServeFilm(w, r, image, body, func(suffix string) string { return disposition("attachment", it, suffix) })
	})
}

// dataset answers with a record's data set.
func (k *Console) dataset(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, _ *chart.Case, it deed.Item, body *chart.Reader) error {
		return zipped(w, r, func(w http.ResponseWriter) error { return images.ServeDataset(w, r, body, it.Bytes) })
	})
}

// slide answers with how a record of a whole slide is put together.
func (k *Console) slide(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readRecord(w, r, who, func(w http.ResponseWriter, _ *chart.Case, it deed.Item, body *chart.Reader) error {
		return images.ServeSlide(w, r, body, it.Bytes)
	})
}
