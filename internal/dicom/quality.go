package dicom

import (
	"strconv"
	"strings"

	"oso/internal/casefile"
)

// Quality is what a header says of how good an image is to read: how it was
// made, packed and changed on its way. What a header does not say is zero.
type Quality struct {
	Kind       []string `json:"kind,omitempty"`       // ORIGINAL or DERIVED, PRIMARY or SECONDARY, then what it is (LOCALIZER, MPR, ...)
	Conversion string   `json:"conversion,omitempty"` // how a secondary capture was made: WSD is from a screen
	BurnedIn   bool     `json:"burned_in,omitempty"`  // text that identifies is part of the picture
	Bits       int      `json:"bits,omitempty"`       // that a value has
	Lossy      bool     `json:"lossy,omitempty"`      // it was packed with loss, now or before
	Ratio      float64  `json:"ratio,omitempty"`      // how far, where it is said
	Method     string   `json:"method,omitempty"`     // how, the last time
	Agent      string   `json:"agent,omitempty"`      // contrast agent, as the device was told
	Step       float64  `json:"step,omitempty"`       // mm from slice to slice, as the device says
	Series     int      `json:"series,omitempty"`     // images of the series, as an archive once counted
	Acquired   int      `json:"acquired,omitempty"`   // images of the acquisition
	Acquiring  string   `json:"acquiring,omitempty"`  // its number
}

const (
	tagImageType     = 0x00080008
	tagConversion    = 0x00080064
	tagAgent         = 0x00180010
	tagBetween       = 0x00180088
	tagAcquisition   = 0x00200012
	tagInAcquisition = 0x00201002
	tagInSeries      = 0x00201209
	tagBitsStored    = 0x00280101
	tagBurnedIn      = 0x00280301
	tagLossy         = 0x00282110
	tagLossyRatio    = 0x00282112
	tagLossyMethod   = 0x00282114

	longestText = 64
	mostKinds   = 12
)

// lossySyntaxes lose something by what they are; others can, and the header
// says whether they did.
var lossySyntaxes = map[string]string{
	"1.2.840.10008.1.2.4.50": "ISO_10918_1", "1.2.840.10008.1.2.4.51": "ISO_10918_1",
	"1.2.840.10008.1.2.4.53": "ISO_10918_1", "1.2.840.10008.1.2.4.55": "ISO_10918_1",
	"1.2.840.10008.1.2.4.81": "ISO_14495_1",
}

// quality reads it from what was kept of the header.
func (w *walk) quality() *Quality {
	s, cs := &w.keep.root, charsetOf(string(w.values[tagCharacterSet]))
	text := func(t uint32) string {
		n := s.find(t)
		if n == nil {
			return ""
		}
		v := casefile.CleanName(clean(cs.decode(string(n.value))))
		if cut := []rune(v); len(cut) > longestText {
			v = string(cut[:longestText])
		}
		return v
	}
	whole := func(t uint32) int {
		n, err := strconv.Atoi(strings.TrimSpace(text(t)))
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	last := func(t uint32) string { // of several, the last is the latest
		parts := strings.Split(text(t), `\`)
		return strings.TrimSpace(parts[len(parts)-1])
	}
	q := &Quality{
		Conversion: strings.ToUpper(text(tagConversion)), BurnedIn: strings.EqualFold(text(tagBurnedIn), "YES"),
		Lossy: text(tagLossy) == "01", Method: last(tagLossyMethod), Agent: text(tagAgent), Step: first(s.numbers(tagBetween, 1)),
		Series: whole(tagInSeries), Acquired: whole(tagInAcquisition), Acquiring: text(tagAcquisition),
	}
	if n := s.find(tagImageType); n != nil {
		for _, v := range strings.Split(string(n.value), `\`) {
			if v = strings.ToUpper(strings.Trim(v, " \x00")); v != "" && len(v) <= 16 && len(q.Kind) < mostKinds {
				q.Kind = append(q.Kind, v)
			}
		}
	}
	q.Bits = s.short(tagBitsStored)
	if ratio, err := strconv.ParseFloat(last(tagLossyRatio), 64); err == nil && ratio > 1 && ratio < 10_000 {
		q.Ratio = ratio
	}
	if m := lossySyntaxes[w.syntax]; m != "" || video(w.syntax) {
		q.Lossy = true
		if q.Method == "" {
			q.Method = m
		}
	}
	for _, groups := range []*Set{s.within(tagPerFrame), s.within(tagShared)} {
		if q.Step == 0 {
			q.Step = first(groups.within(tagMeasures).numbers(tagBetween, 1))
		}
	}
	return q
}
