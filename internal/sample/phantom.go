package sample

import (
	"math"
	"math/rand/v2"
)

// The study's grid: pixels a side, and millimeters.
const (
	side      = 256
	spacing   = 1.4
	thickness = 5.0
)

// phantom is a chest in rough strokes: skin, fat, muscle, ribs, lungs with
// vessels, heart, aorta, spine, and a nodule with spicules in the upper right
// lobe. Values are Hounsfield units, lengths millimeters from the middle of the
// slice, the patient's right at the left.
type phantom struct {
	noise   *rand.Rand
	vessels [2][]vessel
}

// vessel is a branch that runs through the slices: its place at the top slice,
// its drift a slice, and its radius.
type vessel struct{ x, y, dx, dy, r float64 }

func newPhantom(seed uint64) *phantom {
	p := &phantom{noise: rand.New(rand.NewPCG(seed, 0x6f736f))}
	for lung := range p.vessels {
		for range 26 {
			a, d := p.noise.Float64()*2*math.Pi, math.Sqrt(p.noise.Float64())*0.86
			v := vessel{x: math.Cos(a) * d, y: math.Sin(a) * d, r: 0.9 + 2.6*(1-d)*p.noise.Float64()}
			v.dx, v.dy = v.x*0.016, v.y*0.016+0.004
			p.vessels[lung] = append(p.vessels[lung], v)
		}
	}
	return p
}

// oval is 1 at the edge of an ellipse, less inside.
func oval(x, y, cx, cy, rx, ry float64) float64 {
	return math.Sqrt(sq((x-cx)/rx) + sq((y-cy)/ry))
}

func sq(v float64) float64 { return v * v }

// hu is the tissue at a place of slice i.
func (p *phantom) hu(x, y float64, i int) float64 {
	t := float64(i) / (Slices - 1) // 0 at the top of the chest, 1 at the diaphragm
	w, h := 148+12*t, 100+10*t
	skin := oval(x, y, 0, 0, w, h)
	if skin > 1 {
		if y > h+4 && y < h+8 && math.Abs(x) < 170 {
			return -120 // the table
		}
		return -1000
	}
	v := -95.0 // fat
	if skin > 0.985 {
		v = 20
	}
	wall := oval(x, y, 0, -2, w*0.88, h*0.86)
	if wall < 1 {
		v = 48 // muscle
	}
	if wall > 0.86 && wall < 0.93 && math.Sin(math.Atan2(y, x)*9+t*16) > 0.45 {
		v = 420 - 900*math.Abs(wall-0.895) // ribs cut aslant
	}
	for lung, cx := range [2]float64{-66, 68} {
		size := 0.38 + 0.62*math.Pow(t, 0.4)
		rx, ry := 54*size, 76*size
		if lung == 1 {
			rx -= 6 * t // room for the heart
		}
		o := oval(x, y, cx, 4, rx, ry)
		if o >= 1 || wall > 0.86 {
			continue
		}
		v = -860 + 60*y/90 // the lower parts hold more blood
		for _, b := range p.vessels[lung] {
			bx, by := cx+(b.x+b.dx*float64(i))*rx, 4+(b.y+b.dy*float64(i))*ry
			if d := math.Hypot(x-bx, y-by); d < b.r+1 {
				v = math.Max(v, 40-900*math.Max(0, d-b.r))
			}
		}
	}
	if o := oval(x, y, 18, -22, 46*math.Sqrt(math.Max(0, t-0.25)), 40*math.Sqrt(math.Max(0, t-0.25))); o < 1 {
		v = 42 // heart
	}
	if oval(x, y, -6+10*t, -18+8*t, 13, 13) < 1 && t < 0.5 {
		v = 46 // great vessels
	}
	if oval(x, y, 20, 44, 12, 12) < 1 {
		v = 46 // aorta
	}
	if oval(x, y, -2, 14, 8.5, 8) < 1 && t < 0.45 {
		v = -985 // windpipe
	}
	v = p.spine(x, y, v)
	return p.nodule(x, y, i, v)
}

func (p *phantom) spine(x, y, v float64) float64 {
	if o := oval(x, y, 0, 58, 21, 17); o < 1 {
		v = 170
		if o > 0.88 {
			v = 620
		}
	}
	if o := oval(x, y, 0, 82, 15, 12); o < 1.25 {
		v = 420
		if o < 1 {
			v = 28 // the canal
		}
	}
	if math.Abs(x) < 4 && y > 92 && y < 104 {
		v = 480
	}
	return v
}

// nodule is a solid one of 19 mm with short spicules, seen from slice 6 to 10.
func (p *phantom) nodule(x, y float64, i int, v float64) float64 {
	const cx, cy, r = -78.0, -16.0, 9.5
	dz := (float64(i) - 8) * thickness
	in := sq(r) - sq(dz)
	if in <= 0 {
		return v
	}
	a, d := math.Atan2(y-cy, x-cx), math.Hypot(x-cx, y-cy)
	edge := math.Sqrt(in) * (0.92 + 0.07*math.Sin(3*a+1))
	if d < edge {
		return 36
	}
	if s := math.Pow(math.Abs(math.Sin(5*a+0.6)), 24); d < edge+7*s {
		return math.Max(v, -260)
	}
	return v
}

// slice is image i, 0 the highest, as stored values.
func (p *phantom) slice(i int) []uint16 {
	out := make([]uint16, side*side)
	for row := range side {
		for col := range side {
			x, y := (float64(col)-side/2+0.5)*spacing, (float64(row)-side/2+0.5)*spacing
			out[row*side+col] = stored(p.hu(x, y, i) + p.noise.NormFloat64()*14)
		}
	}
	return out
}

// scout is the view from the front: what the rays meet on their way.
func (p *phantom) scout() []uint16 {
	out := make([]uint16, side*side)
	for col := range side {
		x := (float64(col) - side/2 + 0.5) * spacing
		var sums [Slices]float64
		for i := range sums {
			for y := -112.0; y < 112; y += 4 {
				sums[i] += p.hu(x, y, i) + 1000
			}
		}
		for row := range side {
			at := float64(row) / side * (Slices - 1)
			i, part := int(at), at-math.Floor(at)
			mean := (sums[i]*(1-part) + sums[i+1]*part) / 56
			out[row*side+col] = stored(mean - 820 + p.noise.NormFloat64()*10)
		}
	}
	return out
}

// stored is HU + 1024 within 12 bits.
func stored(hu float64) uint16 { return uint16(math.Max(0, math.Min(4095, math.Round(hu+1024)))) }
