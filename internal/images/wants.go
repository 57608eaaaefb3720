package images

import "slices"

// want is what images for a diagnosis are to be like. A series that names
// another part of the body, or is of another modality, is not meant by it.
type want struct {
	codes      []string // how the ICD-10 code begins, without its point
	modalities []string
	parts      []string // of which one stands in Body Part Examined, where that says anything
	what       string   // the sentence's beginning
	slice      float64  // mm: no thicker than this; 0: any
	closed     bool     // without gaps, at even distances
	contrast   bool     // with an agent
	acquired   bool     // as acquired: not captured, cut to 8 bits or packed with loss
	source     string   // where the figure is published; practice: to be confirmed
}

// A part stands in a longer word (CSPINE, CHESTABDPELVIS); one with a blank
// before it begins a word (EAR is in HEART, IAC in CARDIAC).
var (
	onCT, onMR, onEither = []string{"CT"}, []string{"MR"}, []string{"CT", "MR"}
	onFilm               = []string{"CR", "DX", "RG"}

	head  = []string{"HEAD", "BRAIN", "SKULL", "NEURO"}
	chest = []string{"CHEST", "THORAX", "LUNG"}
	heart = []string{"HEART", "CARDIAC", "CORONARY", "CHEST", "THORAX"}
	trunk = []string{"CHEST", "THORAX", "ABD", "AORTA", "PELVIS"}
	belly = []string{"ABD", "LIVER", "PANCREAS", "KIDNEY"}
	basin = []string{"PELVI", "PROSTATE", "RECTUM", "ABD"}
	spine = []string{"SPINE"}
	limb  = []string{"EXTREMITY", "EXM"}
	arm   = slices.Concat(limb, []string{"ARM", "ELBOW", "WRIST"})
	leg   = slices.Concat(limb, []string{"LEG", "KNEE", "ANKLE"})
)

// practice stands where no published figure is relied on: a physician confirms it.
const practice = "practice, to be confirmed"

const fracture = "fine lines of a fracture are looked for"

// wants is the written table (ADR 126): what practice and published guidance ask
// of images where a field of the case names such a diagnosis. A code is as long
// as it takes for all that begins so (ICD-10-CM) to be what the sentence says.
// docs/IMAGES.md prints it with its sources, and so does `oso-server admin passport`.
var wants = []want{
	{codes: []string{"R91", "C34", "C780", "D143", "D022", "D381"}, modalities: onCT, parts: chest, slice: 1.5, what: "small nodules are measured and followed", source: "Fleischner Society 2017"},
	{codes: []string{"J84", "J67", "D860", "D862", "J60", "J61", "J62"}, modalities: onCT, parts: chest, slice: 1.5, what: "the fine structure of the lung is judged", source: "Fleischner Society 2018; ATS/ERS/JRS/ALAT 2022"},
	{codes: []string{"I26", "Z86711"}, modalities: onCT, parts: chest, slice: 2, contrast: true, what: "clots in the lung are looked for", source: practice},
	{codes: []string{"I20", "I21", "I22", "I23", "I24", "I25"}, modalities: onCT, parts: heart, slice: 1, contrast: true, what: "coronary arteries are judged", source: "SCCT 2016, 2021 (thin sections); the figure by practice"},
	{codes: []string{"I70", "I71", "I722", "I723", "I724", "I728", "I729", "I771", "I772", "I773", "I774", "I777", "I7781"}, modalities: onCT, parts: trunk, slice: 1.5, contrast: true, what: "vessels are measured, and treatment of them planned,", source: practice},
	{codes: []string{"I60", "I671", "Q282", "Q283"}, modalities: onCT, parts: head, slice: 1, contrast: true, what: "vessels of the brain are judged", source: practice},
	{codes: []string{"G35", "G360", "G375", "G3781", "G379"}, modalities: onMR, parts: slices.Concat(head, spine), slice: 3, closed: true, what: "new lesions are counted", source: "MAGNIMS-CMSC-NAIMS 2021"},
	{codes: []string{"C793"}, modalities: onMR, parts: head, slice: 1.5, contrast: true, what: "small metastases are looked for", source: "BTIP-BM 2020"},
	{codes: []string{"C700", "C71", "D320", "D330", "D331", "D332", "D420", "D430", "D431", "D432"}, modalities: onMR, parts: head, contrast: true, what: "tumors of the brain are judged and compared", source: "BTIP 2015; RANO 2.0"},
	{codes: []string{"D352", "D443", "E220", "E221", "E228", "E229", "E230", "E232", "E236", "E237", "E240"}, modalities: onMR, parts: slices.Concat([]string{"PITUITARY", "SELLA"}, head), slice: 3, closed: true, contrast: true, what: "the pituitary gland is judged", source: practice},
	{codes: []string{"H65", "H66", "H70", "H71", "H74", "H80", "H90"}, modalities: onCT, parts: slices.Concat([]string{" EAR", "INNEREAR", "MIDDLEEAR", "TEMPORAL", " IAC", "PETROUS"}, head), slice: 1, what: "the middle and inner ear are judged", source: practice},
	{codes: []string{"C61", "R9720"}, modalities: onMR, parts: basin, slice: 3, closed: true, what: "the prostate is judged", source: "PI-RADS 2.1"},
	{codes: []string{"C19", "C20", "C218"}, modalities: onMR, parts: basin, slice: 3, closed: true, what: "how far a tumor of the rectum reaches is judged", source: "ESGAR 2018"},
	{codes: []string{"C22", "C787", "D134", "K746", "R160", "R162"}, modalities: onEither, parts: belly, slice: 5, contrast: true, what: "the liver is judged", source: "LI-RADS 2018 (agent); the figure by practice"},
	{codes: []string{"C25", "D136", "K86"}, modalities: onEither, parts: belly, slice: 3, contrast: true, what: "the pancreas is judged", source: "SAR and APA 2014"},
	{codes: []string{"C64", "C65", "D300", "D410", "N281"}, modalities: onEither, parts: belly, slice: 5, contrast: true, what: "masses of the kidney are judged", source: "Bosniak 2019 (agent); the figure by practice"},
	{codes: []string{"N20", "N21", "N22", "N132"}, modalities: onCT, parts: slices.Concat([]string{"PELVI"}, belly), slice: 3, what: "small stones are looked for and measured", source: practice},
	{codes: []string{"M47", "M480", "M50", "M51", "M541", "M543", "M544", "G952"}, modalities: onEither, parts: spine, slice: 4, what: "narrow places of the spine are judged", source: "ACR practice parameter, MRI of the adult spine; CT by practice"},
	{codes: []string{"C50", "D05", "D24", "N60", "N63", "R92"}, modalities: []string{"MG"}, acquired: true, what: "fine calcifications are judged", source: "FDA, MQSA: no loss in mammograms that are read or sent"},
	{codes: []string{"S02"}, modalities: onFilm, parts: slices.Concat(head, []string{"FACE", "FACIAL", "JAW", "MANDIBLE", "MAXILLA", "NASAL", "NOSE", "ORBIT", "SINUS", "ZYGOMA", "TMJ"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S12"}, modalities: onFilm, parts: slices.Concat(spine, []string{"NECK"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S22"}, modalities: onFilm, parts: slices.Concat(chest, spine, []string{"RIB", "STERN"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S32"}, modalities: onFilm, parts: slices.Concat(spine, []string{"PELVI", "HIP", "SACR", "COCCYX", "ABD"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S42"}, modalities: onFilm, parts: slices.Concat(arm, []string{"SHOULDER", "CLAVICLE", "SCAPULA", "HUMERUS", "ACJOINT", "CHEST"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S52"}, modalities: onFilm, parts: slices.Concat(arm, []string{"RADIUS", "ULNA"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S62"}, modalities: onFilm, parts: slices.Concat(limb, []string{"WRIST", "HAND", "FINGER", "THUMB"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S72"}, modalities: onFilm, parts: slices.Concat(leg, []string{"HIP", "FEMUR", "THIGH", "PELVI"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S82"}, modalities: onFilm, parts: slices.Concat(leg, []string{"PATELLA", "TIB", "FIB"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"S92"}, modalities: onFilm, parts: slices.Concat(limb, []string{"FOOT", "TOE", "HEEL", "CALCAN", "ANKLE"}), acquired: true, what: fracture, source: practice},
	{codes: []string{"M843", "M844", "M845", "M846", "M847"}, modalities: onFilm, acquired: true, what: fracture, source: practice},
}

// Solid tumors are measured in one way whatever they are of (RECIST). What is of
// the blood and of lymph (C81 and beyond) is not, nor are lymph nodes.
const (
	solidFrom, solidTo = "C00", "C80"
	lymphNodes         = "C77"
	tumorSlice         = 5.0 // mm: up to here from 10 mm, beyond from twice the slice
)
