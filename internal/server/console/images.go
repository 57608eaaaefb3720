package console

import (
	"net/http"

	"oso/internal/images"
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
	return images.ServeList(w, all)
}

// frame streams one frame of a record.
func (k *Console) frame(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	n, err := images.Number(r.PathValue("n"))
	if err != nil {
		return err
	}
	c, it, err := k.openRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
	image, err := c.Image(r.Context(), k.DB.Q(), it, body)
	if err != nil {
		return err
	}
	return images.ServeFrame(k.whileMay(w, r, it), r, image, body, n)
}

// dataset answers with a record's data set.
func (k *Console) dataset(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	c, it, err := k.openRecord(r, who)
	if err != nil {
		return err
	}
	defer c.Close()
	body, err := c.Read(r.Context(), it)
	if err != nil {
		return err
	}
	return images.ServeDataset(k.whileMay(w, r, it), r, body, it.Bytes)
}
