package deed

import (
	"slices"
	"testing"

	"oso/internal/casefile"
)

// A slide of several files is one record: its parts are found by their paths,
// come along with it, and are missed where they ought to be.
func TestSlidesOfSeveralFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paths []string // of which the first opens the slide
		parts []int
		lacks string
	}{
		"MIRAX":                          {paths: []string{"usb/S1.mrxs", "usb/S1/Data0000.dat", "usb/S1/Slidedat.ini", "usb/S2/Data0000.dat", "usb/report.pdf"}, parts: []int{1, 2}},
		"MIRAX without its folder":       {paths: []string{"S1.mrxs", "other/Data0000.dat"}, lacks: "S1"},
		"MIRAX of a disc in capitals":    {paths: []string{"USB/S1.MRXS", "usb/s1/DATA0000.DAT"}, parts: []int{1}},
		"MIRAX in an archive":            {paths: []string{"disc.zip!/S1.mrxs", "disc.zip!/S1/Index.dat"}, parts: []int{1}},
		"MIRAX at the top":               {paths: []string{"S1.mrxs", "S1/Index.dat", "S10/Index.dat"}, parts: []int{1}},
		"Olympus":                        {paths: []string{"a/Image_01.vsi", "a/_Image_01_/stack1/frame_t.ets", "a/_Image_02_/stack1/frame_t.ets"}, parts: []int{1}},
		"Olympus without its folder":     {paths: []string{"a/Image_01.vsi"}, lacks: "_Image_01_"},
		"Hamamatsu's first form":         {paths: []string{"a/S1.vms", "a/S1(0,1).jpg", "a/S1.opt", "a/photo.jpg"}, parts: []int{1, 2}},
		"Hamamatsu's without its files":  {paths: []string{"a/S1.vms", "a/S2(0,1).jpg"}, lacks: "S1"},
		"a slide in one file is no such": {paths: []string{"a/S1.svs", "a/S1/Data0000.dat"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var items []Item
			for _, p := range c.paths {
				items = append(items, Item{Record: casefile.RecordID(p), Kind: ItemRecord, Path: p, MediaType: "application/octet-stream"})
			}
			got := Slides(Each(items))[items[0].Record]
			var want []casefile.RecordID
			for _, i := range c.parts {
				want = append(want, items[i].Record)
			}
			slices.Sort(got.Parts)
			slices.Sort(want)
			if !slices.Equal(got.Parts, want) || got.Lacks != c.lacks {
				t.Errorf("%+v", got)
			}
			along := Companions(Each(items))
			if along[items[0].Record] {
				t.Error("the slide itself is no record")
			}
			for i := range items[1:] {
				if is := slices.Contains(c.parts, i+1); is && !along[items[i+1].Record] {
					t.Errorf("%s is a record by itself", items[i+1].Path)
				}
			}
		})
	}
}
