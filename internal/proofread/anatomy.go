package proofread

import "strings"

// region is a part of the body of which there are two, or that has two sides.
type region string

// sided are the words of the body's regions. Words of one region are alike: a tear
// of the left meniscus is one of the left knee.
var sided = []struct {
	of    region
	words string
}{
	{"knee", "knee knees meniscus menisci meniscal acl pcl mcl lcl patella patellar patellofemoral cruciate tibiofemoral gonarthrosis popliteal trochlea trochlear unicompartmental tka uka"},
	{"hip", "hip hips acetabulum acetabular labrum labral femoroacetabular trochanter trochanteric coxa coxarthrosis gluteal gluteus buttock iliopsoas psoas tha"},
	{"thigh", "thigh femur femoral femora quadriceps hamstring hamstrings"},
	{"lower leg", "calf tibia tibial fibula fibular peroneal shin gastrocnemius soleus"},
	{"ankle", "ankle talus talar malleolus malleolar achilles syndesmosis talofibular"},
	{"foot", "foot feet heel toe toes metatarsal hallux calcaneus calcaneal plantar forefoot midfoot hindfoot navicular midtarsal bunion"},
	{"leg", "leg legs le limb extremity sciatica radiculopathy sciatic"},
	{"root", "root foramen foraminal l1 l2 l3 l4 l5 s1 c3 c4 c5 c6 c7 c8 paracentral"},
	{"shoulder", "shoulder shoulders rotator supraspinatus infraspinatus subscapularis glenoid glenohumeral acromion acromial acromioclavicular clavicle clavicular scapula scapular deltoid cuff humeral humerus biceps bankart coracoid acromioplasty"},
	{"arm", "arm arms ue forearm elbow elbows radius ulna olecranon epicondyle epicondylitis ulnar radial brachial triceps plexus supinator"},
	{"hand", "hand hands wrist wrists finger fingers thumb thumbs metacarpal scaphoid carpal palm median lunate thenar trapezium metacarpophalangeal radiocarpal trapeziectomy"},
	{"breast", "breast breasts mastectomy mammary nipple areola lumpectomy mammogram mammography retroareolar mammoplasty"},
	{"axilla", "axilla axillary axillae armpit"},
	{"lung", "lung lungs pulmonary lobectomy pneumonectomy hilum hilar pleura pleural hemithorax pneumothorax lingula bronchus bronchial hemidiaphragm segmentectomy bronchiectasis pleurodesis empyema mesothelioma lingular vats"},
	{"lobe", "lobe lobes"},
	{"chest", "rib ribs chest thorax thoracotomy"},
	{"kidney", "kidney kidneys renal nephrectomy ureter ureteral ureteric ureterovesical pyelonephritis hydronephrosis nephrostomy nephroureterectomy calyx calyceal nephrectomized pyeloplasty ureteropelvic"},
	{"adrenal", "adrenal adrenalectomy suprarenal"},
	{"ovary", "ovary ovaries ovarian adnexa adnexal adnexum tube fallopian salpingectomy oophorectomy salpingo-oophorectomy tubal"},
	{"testis", "testis testes testicle testicular orchiectomy orchidectomy scrotum scrotal epididymis hydrocele varicocele spermatic orchidopexy orchiopexy vasectomy"},
	{"groin", "groin inguinal hernia groins"},
	{"eye", "eye eyes retina retinal cornea corneal macula macular orbit orbital optic ocular eyelid lens cataract vision vitreous intraocular pupil iris fovea foveal lacrimal conjunctiva conjunctival sclera eyelids eyebrow uvea choroid choroidal"},
	{"ear", "ear ears cochlea cochlear tympanic mastoid hearing acoustic vestibular auditory hears labyrinth labyrinthine semicircular eardrum ossicles ossicular stapes incus petrous eustachian"},
	{"carotid", "carotid carotids endarterectomy ica eca cca cea"},
	{"neck", "thyroidectomy hemithyroidectomy tonsil tonsillar parotid submandibular supraclavicular cervical neck jugular vocal"},
	{"thyroid", "thyroid"},
	{"quadrant", "quadrant"},
	{"brain", "hemisphere hemispheres frontal temporal parietal occipital cerebral hippocampus hippocampal thalamus thalamic cerebellar amygdala insula ventricular putamen capsule operculum opercular insular sylvian cortex cortical caudate mca aca pca dbs stn"},
	{"weakness", "hemiparesis hemiplegia weakness hemianopia numbness"},
	{"face", "face facial maxilla maxillary mandible mandibular cheek sinus molar jaw zygomatic nostril nasal turbinate temporomandibular tmj trigeminal masseter lip mouth"},
	{"vein", "saphenous iliac subclavian vertebral"},
	{"flank", "flank"},
	{"pelvis", "sacroiliac si sacrum sacral pelvic"},
	{"prostate", "prostate"},
}

// regions are those words by themselves.
var regions = func() map[string]region {
	out := map[string]region{}
	for _, r := range sided {
		for _, w := range strings.Fields(r.words) {
			out[w] = r.of
		}
	}
	return out
}()

// wider is what a region lies in.
var wider = map[region]region{
	"knee": "lower", "hip": "lower", "thigh": "lower", "lower leg": "lower", "ankle": "lower", "foot": "lower", "leg": "lower", "root": "lower",
	"shoulder": "upper", "arm": "upper", "hand": "upper",
	"breast": "mamma", "axilla": "mamma",
	"lung": "lungs", "lobe": "lungs", "chest": "lungs",
	"kidney": "kidneys", "flank": "kidneys", "adrenal": "kidneys",
	"testis": "testes", "groin": "testes",
}

// beside are regions that are on the same side as one that no source names, where
// a source names them.
var beside = map[region][]region{
	"knee": {"thigh", "lower leg", "leg"}, "hip": {"thigh", "groin", "leg"}, "thigh": {"knee", "hip", "leg", "groin"},
	"lower leg": {"knee", "ankle", "leg", "foot"}, "ankle": {"foot", "lower leg", "leg"}, "foot": {"ankle", "leg", "root", "lower leg", "weakness"},
	"leg": {"knee", "hip", "thigh", "ankle", "foot", "root", "lower leg", "weakness"}, "root": {"leg", "foot", "thigh", "arm"}, "groin": {"hip", "testis"},
	"shoulder": {"arm"}, "arm": {"shoulder", "hand", "weakness", "root"}, "hand": {"arm", "weakness"},
	"breast": {"axilla"}, "axilla": {"breast"}, "lung": {"lobe", "chest"}, "lobe": {"lung"}, "chest": {"lung", "lobe"},
	"kidney": {"flank"}, "flank": {"kidney"}, "testis": {"groin"}, "weakness": {"arm", "hand", "leg"}, "prostate": {"lobe"},
	"neck": {"thyroid"}, "thyroid": {"neck", "lobe"},
}

// letters are abbreviations that say a side and a region.
var letters = map[string]struct {
	side string
	of   region
}{
	"rul": {"right", "lung"}, "rml": {"right", "lung"}, "rll": {"right", "lung"}, "lul": {"left", "lung"}, "lll": {"left", "lung"},
	"rle": {"right", "leg"}, "lle": {"left", "leg"}, "rue": {"right", "arm"}, "lue": {"left", "arm"},
	"rica": {"right", "carotid"}, "lica": {"left", "carotid"}, "od": {"right", "eye"}, "os": {"left", "eye"},
	"rso": {"right", "ovary"}, "lso": {"left", "ovary"},
	"rtka": {"right", "knee"}, "ltka": {"left", "knee"}, "rtha": {"right", "hip"}, "ltha": {"left", "hip"},
	"rlq": {"right", "quadrant"}, "llq": {"left", "quadrant"}, "ruq": {"right", "quadrant"}, "luq": {"left", "quadrant"},
}

// heart are words after which a side is part of a name: there are both in
// everybody, and a letter may speak of the other at any time.
var heart = set(`ventricle ventricular ventricles atrium atrial atria heart circumflex bundle coronary descending axis
	colon colonic hemicolectomy hemicolon colectomy flexure hepatic liver hepatectomy hepatis gastric portal aortic arch
	subcostal decubitus handed hander dominant dominance shift shunt brachiocephalic innominate lad rca lcx internal-mammary
	adrenal-vein vagus phrenic`)

// partOfName are words that say so where no part of the body with two sides is named:
// "left main", and not "left main bronchus".
var partOfName = set("main anterior lateral recurrent")

// heads are beginnings of words by the region that they are of.
var heads = []struct {
	head string
	of   region
}{
	{"ureter", "kidney"}, {"nephr", "kidney"}, {"pyelo", "kidney"}, {"oophor", "ovary"}, {"salping", "ovary"}, {"orchi", "testis"}, {"gonarthr", "knee"}, {"coxarthr", "hip"},
	{"retin", "eye"}, {"kerat", "eye"}, {"vitrect", "eye"}, {"phaco", "eye"}, {"cochle", "ear"}, {"tympan", "ear"}, {"otit", "ear"}, {"pneumonect", "lung"}, {"hemithorac", "lung"},
	{"carotid", "carotid"}, {"discect", "root"}, {"microdiscect", "root"}, {"laminect", "root"}, {"hemilaminect", "root"}, {"foramin", "root"}, {"mastect", "breast"}, {"lumpect", "breast"},
	{"craniotom", "brain"}, {"hemithyroid", "thyroid"}, {"parotid", "neck"}, {"menisc", "knee"}, {"acetabul", "hip"},
}

// regionOf is the region that a word is of; "" for none.
func regionOf(w string) region {
	if r := regions[w]; r != "" || len(w) < 6 {
		return r
	}
	for _, h := range heads {
		if strings.HasPrefix(w, h.head) {
			return h.of
		}
	}
	return ""
}
