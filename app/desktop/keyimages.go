package desktop

import (
	"oso/internal/casefile"
	"oso/internal/clinic/draft"
)

// KeyImage is an image that the clinic marked, and why it does not go along.
type KeyImage struct {
	Image   casefile.KeyImage `json:"image"`
	Version int64             `json:"version"`
	Broken  string            `json:"broken"` // a sentence; "" where it goes along
}

// KeyImages are those of a case, in the order in which they were marked.
func (r *Records) KeyImages(id string) ([]KeyImage, error) {
	d, err := r.a.workstation()
	if err != nil {
		return nil, err
	}
	all, err := d.KeyImages(r.a.ctx, casefile.CaseID(id))
	return keyImagesDTO(all), err
}

func keyImagesDTO(all []draft.KeyImage) []KeyImage {
	out := make([]KeyImage, len(all))
	for i, k := range all {
		out[i] = KeyImage{k.KeyImage, k.Version, k.Broken}
	}
	return out
}

// SaveKeyImage stores one over the version that it builds on, 0 for a new one;
// it is on the disk when this returns. No event tells of it, as of SaveSection.
func (r *Records) SaveKeyImage(id string, version int64, k casefile.KeyImage) (KeyImage, error) {
	d, err := r.a.workstation()
	if err != nil {
		return KeyImage{}, err
	}
	kept, err := d.SaveKeyImage(r.a.ctx, casefile.CaseID(id), version, k)
	return KeyImage{kept.KeyImage, kept.Version, kept.Broken}, err
}

// RemoveKeyImage takes one away, of the version that was seen.
func (r *Records) RemoveKeyImage(id, key string, version int64) error {
	d, err := r.a.workstation()
	if err != nil {
		return err
	}
	return d.RemoveKeyImage(r.a.ctx, casefile.CaseID(id), key, version)
}
