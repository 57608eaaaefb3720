package dicom

import (
	"cmp"
	"math"
	"strings"
)

// Tags of waveforms (PS3.3 C.10.9).
const (
	tagWaveforms      = 0x54000100
	tagWaveBits       = 0x54001004
	tagWaveForm       = 0x54001006
	tagWavePadding    = 0x5400100A
	tagWaveData       = 0x54001010
	tagChannels       = 0x003A0005
	tagSamplesOf      = 0x003A0010
	tagFrequency      = 0x003A001A
	tagGroupLabel     = 0x003A0020
	tagChannel        = 0x003A0200
	tagChannelLabel   = 0x003A0203
	tagChannelSource  = 0x003A0208
	tagSensitivity    = 0x003A0210
	tagSensitivityIn  = 0x003A0211
	tagCorrection     = 0x003A0212
	tagBaseline       = 0x003A0213
	tagFilterLow      = 0x003A0220
	tagFilterHigh     = 0x003A0221
	tagFilterNotch    = 0x003A0222
	tagCodeValue      = 0x00080100
	tagRemarks        = 0x0040B020
	tagRemarkText     = 0x00700006
	tagRemarkOf       = 0x0040A0B0
	tagRemarkSamples  = 0x0040A132
	tagRemarkTimes    = 0x0040A138
	tagRemarkCode     = 0x0040A168
	tagRemarkNumber   = 0x0040A30A
	tagRemarkUnits    = 0x004008EA
	mostRemarks       = 2000
	mostRemarkPlaces  = 1000 // channels of one, and times: no recording has as many leads
	mostWaveSamples   = 4 << 20
	mostWaveformParts = 50
)

// Wave is one group of channels that were recorded together.
type Wave struct {
	Label     string    `json:"label"`
	Frequency float64   `json:"frequency"` // samples a second
	Seconds   float64   `json:"seconds"`
	Channels  []Channel `json:"channels"`
	Why       string    `json:"why,omitempty"` // why there are no samples
}

// Channel is one lead.
type Channel struct {
	Name  string  `json:"name"`
	Units string  `json:"units"` // of the samples; mV for what is a voltage
	Low   float64 `json:"low"`   // Hz, of the filters; 0: not said
	High  float64 `json:"high"`
	Notch float64 `json:"notch"`
	// Samples are in units, nil where there is none at that time.
	Samples []*float64 `json:"samples"`
}

// Waves reads the waveforms of a data set; none where it has none.
func (s *Set) Waves() []Wave {
	out := []Wave{}
	left := mostWaveSamples
	for i, g := range s.Data().Items(tagWaveforms) {
		if i == mostWaveformParts {
			break
		}
		out = append(out, waveOf(g, &left))
	}
	return out
}

// Remark is what a device or a person noted of a recording: a measurement, a
// wave or a beat with its place, a sentence (PS3.3 C.10.10).
type Remark struct {
	Group    int       `json:"group"`    // from 1, perhaps of none that is here; 0: of the recording as a whole
	Channels []int     `json:"channels"` // from 1; empty: of all in the group
	Name     string    `json:"name"`
	Value    string    `json:"value"`
	Times    []float64 `json:"times"` // seconds from the beginning; empty: no place
}

// Remarks reads what is noted of the waveforms.
func (s *Set) Remarks() []Remark {
	d := s.Data()
	groups := d.Items(tagWaveforms)
	out := []Remark{}
	for i, it := range d.Items(tagRemarks) {
		if i == mostRemarks {
			break
		}
		r := Remark{Name: it.Item(tagConceptName).Text(tagCodeMeaning), Channels: []int{}, Times: []float64{}}
		if v := it.Text(tagRemarkNumber); v != "" {
			units := it.Item(tagRemarkUnits)
			unit := cmp.Or(units.Text(tagCodeValue), units.Text(tagCodeMeaning))
			if unit == "1" || unit == "{unity}" {
				unit = ""
			}
			r.Value = strings.TrimSpace(v + " " + unit)
		}
		r.Value = cmp.Or(r.Value, it.Item(tagRemarkCode).Text(tagCodeMeaning), it.Text(tagRemarkText))
		if r.Name == "" && r.Value == "" {
			continue
		}
		of := upTo(it.Numbers(tagRemarkOf), 2*mostRemarkPlaces)
		for k := 0; k+1 < len(of); k += 2 {
			group, channel := int(of[k]), int(of[k+1])
			if group < 0 || group == 0 && channel > 0 { // they are counted from 1: there is none such
				group = -1
			}
			if k == 0 {
				r.Group = group
			}
			if group == r.Group && channel > 0 {
				r.Channels = append(r.Channels, channel)
			}
		}
		at := upTo(it.Numbers(tagRemarkTimes), mostRemarkPlaces)
		if rate := r.rate(groups); len(at) == 0 && rate > 0 {
			for _, n := range upTo(it.Numbers(tagRemarkSamples), mostRemarkPlaces) {
				at = append(at, (n-1)/rate) // the first sample is number 1
			}
		}
		for _, t := range at {
			if t >= 0 && t < 1e6 {
				r.Times = append(r.Times, t)
			}
		}
		out = append(out, r)
	}
	return out
}

func upTo(all []float64, most int) []float64 { return all[:min(len(all), most)] }

// rate is how many samples a second the remark's group has.
func (r *Remark) rate(groups []Data) float64 {
	switch {
	case r.Group > 0 && r.Group <= len(groups):
		return numberIn(groups[r.Group-1], tagFrequency, 0)
	case r.Group == 0 && len(groups) == 1:
		return numberIn(groups[0], tagFrequency, 0)
	}
	return 0
}

func numberIn(d Data, t uint32, otherwise float64) float64 {
	if all := d.Numbers(t); len(all) > 0 {
		return all[0]
	}
	return otherwise
}

func waveOf(g Data, left *int) Wave {
	w := Wave{Label: g.Text(tagGroupLabel), Frequency: numberIn(g, tagFrequency, 0), Channels: []Channel{}}
	channels, samples := int(numberIn(g, tagChannels, 0)), int(numberIn(g, tagSamplesOf, 0))
	defs := g.Items(tagChannel)
	bits, form := int(numberIn(g, tagWaveBits, 16)), g.Text(tagWaveForm)
	size := bits / 8
	data := g.Bytes(tagWaveData)
	switch {
	case channels <= 0 || samples <= 0 || w.Frequency <= 0 || channels > 1000:
		w.Why = "The recording does not say how its samples are to be read."
	case form == "MB" || form == "AB":
		w.Why = "This is a recording of sound. Save it to hear it in a program of its own."
	case size != 1 && size != 2 && size != 4:
		w.Why = "Samples of this size are not read here."
	case channels*samples > *left:
		w.Why = "The recording is longer than is drawn here."
	case len(data) == 0:
		w.Why = "The recording's samples are not in the file, or there are more of them than are drawn here."
	case len(data) < channels*samples*size:
		samples = len(data) / size / channels
		w.Why = "The recording ends before its end: the file was cut."
	}
	if w.Frequency > 0 {
		w.Seconds = float64(samples) / w.Frequency
	}
	whole := w.Why == "" || form != "MB" && form != "AB" && len(data) > 0 && samples*channels*size <= len(data) && channels > 0 && (size == 1 || size == 2 || size == 4) && channels*samples <= *left
	*left -= max(0, channels*samples)
	padding := g.Bytes(tagWavePadding)
	for i := range min(max(channels, 0), 1000) {
		var def Data
		if i < len(defs) {
			def = defs[i]
		} else {
			def = g.within(&Set{})
		}
		c := Channel{
			Name:  leadName(cmp.Or(def.Text(tagChannelLabel), def.Item(tagChannelSource).Text(tagCodeMeaning))),
			Units: def.Item(tagSensitivityIn).Text(tagCodeValue),
			Low:   numberIn(def, tagFilterLow, 0), High: numberIn(def, tagFilterHigh, 0), Notch: numberIn(def, tagFilterNotch, 0), Samples: []*float64{},
		}
		factor, base := numberIn(def, tagSensitivity, 1)*numberIn(def, tagCorrection, 1), numberIn(def, tagBaseline, 0)
		if by, voltage := millivolts[c.Units]; voltage {
			factor, base, c.Units = factor*by, base*by, "mV"
		}
		// A line where there is no scale would be a heart that stands still.
		scaled := factor != 0 && !math.IsInf(factor, 0) && !math.IsInf(base, 0)
		if !scaled && w.Why == "" {
			w.Why = "The recording does not say how its samples are to be read."
		}
		if whole && scaled {
			c.Samples = make([]*float64, samples)
			for k := range samples {
				at := (k*channels + i) * size
				raw := data[at : at+size]
				if len(padding) >= size && string(raw) == string(padding[:size]) {
					continue
				}
				if v := math.Round((sampleOf(raw, form)*factor+base)*1e6) / 1e6; math.Abs(v) < farthest {
					c.Samples[k] = &v
				}
			}
		}
		w.Channels = append(w.Channels, c)
	}
	return w
}

// millivolts are what units of a voltage are worth, as devices write them (UCUM has uV
// and mV).
var millivolts = map[string]float64{"nV": 1e-6, "uV": 1e-3, "UV": 1e-3, "µV": 1e-3, "μV": 1e-3, "mV": 1, "V": 1e3}

// sampleOf is a sample as it was recorded; signed where nothing else is said.
func sampleOf(b []byte, form string) float64 {
	var u uint32
	for i, c := range b {
		u |= uint32(c) << (8 * i)
	}
	signed := form != "UB" && form != "US" && form != "UL"
	switch {
	case len(b) == 1 && signed:
		return float64(int8(u))
	case len(b) == 2 && signed:
		return float64(int16(u))
	case signed:
		return float64(int32(u))
	}
	return float64(u)
}

// leadName is a lead as cardiologists call it: "Lead aVR" and "aVR" are one.
func leadName(s string) string {
	s = strings.TrimSpace(strings.TrimSuffix(s, "(Einthoven)"))
	for _, head := range []string{"Lead ", "lead "} {
		s = strings.TrimPrefix(s, head)
	}
	return s
}
