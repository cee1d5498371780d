"""Words as people write them in short messages, and the form to compare them in.

The lists were written for this package from general knowledge of Indonesian chat spelling and of
everyday Javanese and Madurese; they are not taken from another dictionary. A word that is missing
costs little: the character n-grams still see its likeness.
"""

_SPELLINGS = """
tidak: tdk tak ga gak gk nggak ngga enggak engga ndak ora ra mboten boten ogak enja' enjek ta' banne
tidak: kagak kaga nda ndk nggk tda gx
ada: adaa wonten ono ana onok bede badha bada bedeh
tidakada: tade' tadha' tada' tadhe' gada gaada gakada tdkada gaono
belum: blm blom blum belom blon durung dereng gita' gi'ta' drg drng blon
sudah: sdh udh udah dah uda sampun wis wes ampon mare
yang: yg yng sing se sengko'
dengan: dgn dg dngn sama karo kalih bik biq
karena: krn karna krna soale gara-gara polana amargi
untuk: utk buat tuk untk gawe kanggo ghabay kaangghuy
sampai: smp sampe smpe nyampe tekan kantos
dari: dr dri saking teko teka
pada: pd
orang: org orng wong tiyang tiang oreng reng
orang-orang: org2 orang2
warga: wrg wrga masyarakat masy msyrkt penduduk
banyak: byk bnyk buanyak akeh kathah bannya' bennya' benyak
sedikit: dikit dkit sithik sakedhik sakone'
sekarang: skrg skrng skr saiki sakniki sateya satea
saat: waktu pas wektu bakto
sebelum: sblm sblum
sesudah: ssdh setelah stlh
masih: msh msih isih taksih ghi'
bisa: bs bsa iso saged bisaos dapat
saya: sy sya aku kulo kula engko' sengko kaula
kami: kmi
kita: kt
mereka: mrk mreka
dia: dy
itu: tu iku niku jareya
ini: ni iki niki areya
mohon: mhn mohn tolong tlg tlong tulung toreh
segera: sgr sgra secepatnya cepet cepat lekas
terlambat: telat tlt tlat lambat trlambat
datang: dtg dtng dateng teka'
tiba: nyampek
pemilih: pmlh pemlih pmilih
pemilu: pmlu
coblos: nyoblos mencoblos nyoblus coblosan nyublus pencoblosan
suara: swara
petugas: ptgs ptugas
panitia: pntia
anggota: anggt
ketua: ktua
pendukung: pndukung simpatisan
calon: clon paslon
bupati: bpti
gubernur: gub
rumah: rmh omah griya bengko roma
jalan: jln jl dalan lorong
jembatan: jmbtn kretek
sungai: bengawan songay
air: banyu toya aeng
hujan: ujan udan jawah ojen ojhan
banjir: bhanjir banjer banjr banjhir kebanjiran
terendam: kerendam kleleb kerendem kelem tergenang kegenang kebhanjhiran
meluap: luber mluber
deras: deres
tinggi: duwur dhuwur tengghi
listrik: lstrik setrum pln
padam: pet mateh modar
lampu: lmpu dhamar damar
gelap: peteng peteddheng
uang: duit duwit arto yatra pesse obang
amplop: amplp
bagi: bagi-bagi bagi2 dibagi dibagikan bagiin membagikan mbagi
diberi: dikasih dikei dikeki diparingi disangoni eberri eparenge
kotak: ktk kothak
surat: srt layang
kertas: krts dluwang
rusak: rsak rosak bubrah jebol bejat
robek: sobek suwek rombeng
hilang: ilang ical elang
kurang: krg krng kirang korang
habis: entek telas tadas abis ludes
ricuh: rusuh geger kisruh chaos ribut keributan kericuhan kerusuhan tukaran
bentrok: berantem berkelahi kelahi perkelahian bentrokan tawuran gelut atokar tokar acarok carok
pukul: dikeplak ditampar ditendang ditempeleng dianiaya penganiayaan
pukul: antem jotos gitik dipukul dipukuli memukul pemukulan digebuk digebuki digebukin gebuk dihajar ditonjok
keroyok: dikeroyok mengeroyok pengeroyokan dikeroyoki
bacok: dibacok membacok pembacokan dibacoki
meninggal: tewas wafat
luka: loka tatu terluka cedera
sakit: lara gerah sake'
pingsan: semaput kelenger pengsan
kelelahan: kecapekan capek lelah lempo kecapean
rumahsakit: rs rsud rsu
puskesmas: pkm puskesmas
polisi: polsek pulisi pak-pulisi
ancam: diancam mengancam ngancem ancaman eancem
takut: menakuti menakut-nakuti wedi tako'
intimidasi: intimdasi mengintimidasi diintimidasi
massa: masa
demo: demonstrasi unjukrasa unras
blokir: diblokir memblokir blokade
kepaladesa: kades klebun kalebun lurah lurahe
desa: ds dusa
kelurahan: kel kelrhan
kecamatan: kec kcmtn
kabupaten: kab kbptn
dusun: dsn dukuh kampong kp kampung kpg
lokasi: lok lks lokasinya
malam: mlm bengi dalu malem
pagi: pg isuk esuk lagghu gullagghu
siang: awan
jam: pkl jm
kemarin: kmrn kmren wingi bari'
besok: bsk sesuk lagghuna
laporan: lap lapor lapur melaporkan dilaporkan
informasi: info inf infone
kondisi: knds kndsi
tempat: tmpt tmpat enggon
pohon: wit wit-witan kaju
tumbang: ambruk ambrol rubuh roboh robbu
longsor: lngsor
truk: truck trek
kendaraan: kend
spanduk: banner baliho sepanduk
ganda: dobel double
daftar: dft
undangan: c6 undangane
salinanc: c1 plano c-hasil chasil
pemungutan: pmungutan
penghitungan: perhitungan hitung itungan
hoaks: hoax hoak berita-bohong
sinyal: signal
jaringan: jaringn
"""

# Two words that mean one thing; compared before single words.
_PHRASES = """
listrik padam: mati lampu|lampu mati|lampu padam|listrik mati|mati listrik|pln padam|pln mati
listrik padam: listriknya mati|lampunya mati
politik uang: serangan fajar|money politic|money politics|money politik
surat suara: sursu|kertas suara|kertas pemilihan|srt suara
kotak suara: kotsu|ktk suara
petugas kpps: anggota kpps
bilik suara: bilik coblos|bilik pencoblosan
tim sukses: timses|tim pemenangan
daftar pemilih: dlm dpt|dalam dpt|dpt ganda|data dpt|nama dpt|soal dpt|dftr pemilih
rumahsakit: rumah sakit
kepaladesa: kepala desa
bawahumur: bawah umur|umur belum|belum cukup umur
kursiroda: kursi roda
tidakada: tidak ada|tidak ono|ga ada|gak ada|ora ono|mboten wonten|ora ana|ta' bede
tidakaman: tidak aman|belum aman|kurang aman|tidak kondusif|belum kondusif|kurang kondusif
sekitar: kurang lebih|lebih kurang
surat suara kehabisan: surat suara habis|surat suara ludes|sursu habis|kertas suara habis
surat suara kekurangan: surat suara kurang|kurang surat suara|sursu kurang|kertas suara kurang
coblos ganda: coblos dua kali|coblos 2 kali|coblos 2 x|dua kali coblos|2 kali coblos
tps: tempat pemungutan suara|tempat pencoblosan|tempat coblosan
"""

# Said in nearly every message, so they tell two events apart no better than a comma does.
STOP_WORDS = frozenset(
    """
    di ke dari yang dan atau itu ini ada untuk dengan pada oleh saya kami kita mereka dia pak bu
    ibu bapak bang mas mbak kak gan min admin lapor laporan melaporkan mohon tolong info
    informasi izin ijin segera terima kasih makasih trims trimakasih suwun nuwun matur
    sakalangkong assalamualaikum assalamu alaikum wr wb selamat siang pagi sore malam salam ya
    yaa lah kok sih dong deh nih tuh e a nya sekian demikian foto menyusul terlampir breaking
    urgent penting wa dll dsb d ka la se saat jam bantuan bantu sangat sekali juga lagi akan
    telah sedang para agar sekitar wib wita ten teng neng nang ning supaya nggih inggih enggi guh
    """.split()
)

NUMBER_WORDS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000,
    "siji": 1, "loro": 2, "telu": 3, "papat": 4, "limo": 5, "enem": 6, "pitu": 7, "wolu": 8,
    "sanga": 9, "songo": 9, "settong": 1, "dhua": 2, "tello": 3, "empa": 4, "lema": 5,
    "ennem": 6, "petto": 7, "ballu": 8, "sapolo": 10,
    "satus": 100, "sewu": 1000, "seket": 50, "selawe": 25, "saebu": 1000,
}  # fmt: skip
MULTIPLIERS = {"belas": 10, "puluh": 10, "ratus": 100, "ribu": 1000, "rb": 1000, "k": 1000,
               "ewu": 1000, "ebu": 1000, "juta": 1_000_000, "jt": 1_000_000}  # fmt: skip

# Correct words that must never be taken for a misspelling of a neighbour.
_MORE_WORDS = """
kandang seolah kondusif saksi pengawas panwascam bawaslu kpu kpps linmas satpol camat bentrokan
pembakaran dibakar membakar gudang logistik distribusi pengiriman terbuka gembok segel disegel
formulir hologram tinta bilik genset tenda pingsan meninggal dilarikan dirawat ambulans perahu
evakuasi tertimbun tertutup terputus terisolasi pelemparan batu senjata tajam celurit berjaga
berkumpul berbadan sekelompok kelompok tak-dikenal membawa menghadang menolak penolakan memaksa
dipaksa memilih pilihan undangan sembako beras dibagikan pembagian provokasi ujaran kebencian
selebaran fitnah pesantren masjid gereja balai sekolah lapangan kantor pasar netralitas kampanye
perangkat aparat pegawai dukungan selisih rekapitulasi penghitungan perolehan pengrusakan
perusakan dirusak terjatuh tertahan tertunda dimulai dibuka ditutup menunggu antrean antrian
lembar kekurangan kelebihan tertukar salah terbalik basah kehujanan lumpur setinggi centimeter
meter sentimeter menit kilometer
"""


def _table(lines: str, separator: str) -> dict[str, str]:
    table = {}
    for line in lines.strip().splitlines():
        meant, written = line.split(": ", 1)
        table.update({form.strip(): meant for form in written.split(separator) if form.strip()})
    return table


SPELLINGS = {form.replace("-", ""): meant for form, meant in _table(_SPELLINGS, " ").items()}
PHRASES = _table(_PHRASES, "|")
KNOWN_WORDS = frozenset(
    word.replace("-", "")
    for source in (SPELLINGS.values(), _MORE_WORDS.split(), STOP_WORDS, NUMBER_WORDS)
    for entry in source
    for word in entry.split()
)

# What a message is about, by words after folding; a message may have several topics or none. Narrow ones: at
# one station on one day much happens, and two reports are of one matter only if they name the same.
_TOPICS = """
flood: banjir terendam meluap kubangan genangan perahu rob kelelep munggah
storm: hujan deras angin lesus puting tumbang roboh atap terop gubuk
landslide: longsor tebing ambles terisolir keisolir tertimbun tanah
quake: gempa lindu erupsi
bridge: jembatan titian
fire: kebakaran terbakar kebakar kobong kobongan hangus api damkar elpiji
blast: meledak ledakan petasan mercon bom njeblug mbledos
animal: ular sapi anjing lebah tawon endas kambing ula monyet kerbau ketek
logistics: logistik truk kiriman pengiriman distribusi tertahan pengangkut mogok dermaga karam
threat: ancam takut intimidasi menghadang berjaga memaksa dipaksa tak-dikenal preman todong teror
bribe: uang amplop politik diberi suap sogok nyogok
aid: sembako beras bansos bantuanpangan
bet: taruhan judi togel totohan botoh
violence: bentrok pukul keroyok luka jotos gebrak tonjok saling
stabbing: bacok celurit carok parang senjata tusuk ditusuk penusukan todhi'
damage: merusak dirusak lempar dilempar pecah disambit disawat obrak-abrik pelemparan pengrusakan perusakan
arson: dibakar membakar pembakaran diobong bakar
theft: curi dicuri maling kemalingan colong dicolong raib kabur dibobol begal rampok dirampok
quarrel: ricuh adu kubu cekcok padu bertengkar debat
power: listrik padam lampu gelap lilin
cable: korsleting konslet konsleting kabel kesetrum colokan
signal: sinyal internet wifi jaringan aplikasi sirekap unggah upload server error
health: pingsan sakit kelelahan puskesmas rumahsakit ambulans dirawat dilarikan stroke jantung sesak kejang
birth: hamil melahirkan lahiran bidan ketuban bayi
death: meninggal tewas wafat seda jenazah
poison: keracunan mual muntah mules racun
drunk: mabuk mabok mendem miras teler
double_vote: ganda dicoblosi joki
minors: bawahumur bocah pelajar siswa smp
phone: hp handphone kamera foto memotret selfie rekam ngrekam merekam cctv video
disabled: difabel disabilitas kursiroda lansia tunanetra tongkat
refused: ktp identitas terdaftar tercantum ditolak
invitation: undangan
roll: daftar
seal: segel gembok tersegel disegel kunci
crowd: demo blokir unjuk menuntut berdemo digembok unjukrasa tolak
convoy: konvoi arak-arakan pawai knalpot brong arakan
prayer: pengajian istighosah doa selametan sholawat tahlil
hoax: hoaks bohong palsu fitnah selebaran beredar kabar pamflet
calm: aman lancar tertib kondusif terkendali damai
ink: tinta mangsi
partisan: netralitas kampanye camat kepaladesa perangkat asn pegawai ngarahno mengarahkan nyuruh
poster: spanduk poster kaos bendera atribut gambar stiker
sums: jumlah plano salinan salinanc rekap rekapitulasi pleno perolehan selisih
pay: honor upah gaji transport bayaran
traffic: macet hajatan tersendat antrean parkir
crash: tabrakan menabrak nabrak kecelakaan terguling oleng nyerempet ringsek
waste: sampah limbah
"""
TOPICS: dict[str, str] = {
    word.replace("-", ""): topic
    for topic, words in (line.split(": ", 1) for line in _TOPICS.strip().splitlines())
    for word in words.split()
}

# Words that tell of a matter only beside the thing it happened to: ballots run out, chairs do too.
_TOPICS_OF_THINGS = """
surat ballots_short: habis kurang kehabisan kekurangan kebagian entek
surat ballots_torn: robek rusak bolong sobek basah bernoda
surat ballots_punched: tercoblos dicoblos dicoblosi
surat ballots_swapped: tertukar keliru salah dapil kecampur
kotak box_lost: hilang raib kabur lari dibawa
kotak box_wet: basah kehujanan teles lembek
kotak seal: robek terbuka dibuka
saksi witness_out: diusir usir dilarang larang keluar ditolak mandat
tps late_opening: telat terlambat molor kesiangan mandeg
"""
TOPICS_OF_THINGS: dict[str, dict[str, str]] = {}
for _line in _TOPICS_OF_THINGS.strip().splitlines():
    _head, _words = _line.split(": ", 1)
    _thing, _topic = _head.split()
    for _word in _words.split():
        TOPICS_OF_THINGS.setdefault(_word, {})[_thing] = _topic

# Who and what is there in any election: nearly every message names some of them, whatever happened. They tell
# as little of the matter as the number of the station, which is compared by itself.
STAGE_WORDS = frozenset(
    """
    tps surat suara kotak petugas panitia kpps ppk pps kpu panwas panwaslu panwascam pengawas ptps bawaslu
    ketua anggota saksi pemilih warga orang orang-orang ibu ibu2 bapak2 massa rombongan pendukung polisi
    linmas hansip satpol calon paslon capres cagub bupati gubernur dprd partai parpol tim sukses timses
    pemilu pilkada pilkades pilgub pilbup coblos pencoblosan desa kelurahan kecamatan kabupaten dusun rumah
    balai kantor posko lapangan masjid musholla mushola langgar pasar jalan depan dekat deket belakang
    sebelah samping atas bawah dalam luar nomor no tidak belum sudah ada tidakada bisa mau masih lagi baru
    tadi barusan banyak beberapa lembar lbr jam menit rt rw kepala kepaladesa pada sampai padahal oleh dulu
    cuma hanya malah terus trus habis2 kok jadi akibat diduga katanya ditemukan ketahuan kedapatan
    pas waktu setelah sesudah sebelum hari mulai semua kabeh sini situ sana disini sama dapat milih
    pilih memilih pilihan sebagai seorang dua satu
    """.split()
)
