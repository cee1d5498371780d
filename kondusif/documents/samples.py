"""One whole paper of every kind, as an office would write it: for tests, the benchmark and the demonstration."""

from typing import Any

_MEETING = {"starts_at": "2026-11-23T02:00:00+00:00", "place": "Ruang Rapat Wicaksana, Kantor Bupati Bangkalan",
            "zone": "WIB"}  # fmt: skip
_PEOPLE = [
    {"name": "Rendra Wijaya", "title": "Pj. Bupati Bangkalan", "agency": "Pemkab Bangkalan", "phone": "0812 3456 7890"},
    {"name": "Dewi Rahayu", "title": "Camat Geger", "agency": "Kecamatan Geger", "phone": "0813-9876-5432",
     "status": "terlambat", "arrived": "09.20"},
    {"name": "Hadi Purnomo", "title": "Kabag Ops", "agency": "Polres Bangkalan", "phone": "08111222333",
     "status": "mewakili", "represents": "Kapolres Bangkalan"},
]  # fmt: skip
_PARTIES = [
    {"name": "Rendra Wijaya", "title": "Pj. Bupati Bangkalan", "agency": "Pemerintah Kabupaten Bangkalan"},
    {"name": "Agus Salim", "title": "Kepala Kepolisian Resor", "agency": "Polres Bangkalan"},
    {"name": "Nur Hidayat", "title": "Ketua FKUB", "agency": "FKUB Bangkalan"},
]


def _ring(x: float, y: float) -> list[list[float]]:
    return [[x, y], [x + 0.08, y], [x + 0.08, y + 0.06], [x, y + 0.06], [x, y]]


SAMPLES: dict[str, dict[str, Any]] = {
    "invitation": _MEETING | {
        "to": ["Kapolres Bangkalan", "Dandim 0829/Bangkalan", "Camat se-Kabupaten Bangkalan"],
        "subject": "Undangan Rapat Koordinasi Kewaspadaan Dini", "attachment": "1 (satu) berkas",
        "opening": "Dalam rangka menjaga kondusivitas wilayah menjelang pemungutan suara, dengan hormat kami mengundang "
                   "Saudara pada:",
        "agenda": ["Pemetaan kerawanan kecamatan", "Pengamanan distribusi logistik", "Netralitas ASN dan kepala desa"],
        "chair": "Pj. Bupati Bangkalan", "dress": "PDH", "note": "Mengingat pentingnya acara, mohon tidak diwakilkan.",
        "copies": ["Gubernur Jawa Timur", "Arsip"],
    },
    "attendance_list": _MEETING | {
        "meeting_title": "Rapat Koordinasi Kewaspadaan Dini", "chair": "Pj. Bupati Bangkalan", "attendees": _PEOPLE,
    },
    "minutes": _MEETING | {
        "meeting_title": "Rapat Koordinasi Kewaspadaan Dini", "chair": "Pj. Bupati Bangkalan", "secretary": "Ani Wulandari",
        "ends_at": "2026-11-23T04:30:00+00:00", "agenda": ["Pemetaan kerawanan", "Logistik"], "participants": _PEOPLE,
        "points": [
            {"title": "Pemetaan kerawanan", "discussion": "Lima kecamatan dinilai rawan tinggi.\n\nPenilaian Polres dan "
                                                          "Bawaslu berbeda untuk Kecamatan Geger."},
            {"title": "Logistik", "discussion": "Kotak suara tiba di PPK paling lambat H-3."},
        ],
        "responses": [{"agency": "Polres Bangkalan", "text": "Siap menambah personel di TPS sangat rawan."},
                      {"agency": "KPU Bangkalan", "text": "Sortir dan lipat selesai 98 persen."}],
        "conclusions": ["Camat tidak meninggalkan wilayah sejak H-7.", "Setiap kejadian dilaporkan dalam 30 menit."],
        "follow_ups": [{"text": "Terbitkan edaran larangan cuti dan bepergian", "owner": "Sekretaris Daerah",
                        "due": "24 November 2026", "nature": "instruksi", "number": "TGS/35.26/2026/0012"}],
        "carried_over": [{"text": "Pendataan TPS sulit dijangkau", "owner": "Camat Geger", "due": "20 November 2026",
                          "state": "selesai"}],
        "closing": "Rapat ditutup pukul 11.30 WIB.",
    },
    "official_record": {
        "subject": "Serah terima logistik Pilkada", "record_type": "serah terima", "on": "2026-11-24", "time": "13.30",
        "place": "Gudang PPK Geger", "first_party": {"name": "Slamet Riyadi", "title": "Ketua PPK Geger", "agency": "KPU"},
        "second_party": {"name": "Moh. Fauzi", "title": "Ketua PPS Lerpak", "agency": "PPS Desa Lerpak"},
        "basis": ["Peraturan KPU tentang logistik pemilihan"], "facts": [
            "Pihak Kesatu menyerahkan kepada Pihak Kedua logistik sebagaimana daftar di bawah.",
            "Segel dan kotak diperiksa bersama dan dalam keadaan utuh."],
        "items": [{"name": "Kotak suara", "quantity": 12, "unit": "buah", "condition": "utuh, tersegel"},
                  {"name": "Bilik suara", "quantity": 24, "unit": "buah"}],
        "witnesses": [{"name": "Dewi Rahayu", "title": "Camat Geger"},
                      {"name": "Imam Syafii", "title": "Panwascam Geger", "agency": "Bawaslu"}],
    },
    "joint_commitment": {
        "subject": "Pilkada Damai di Kabupaten Bangkalan", "on": "2026-11-20", "place": "Pendopo Agung Bangkalan",
        "preamble": "Kami yang bertanda tangan di bawah ini sepakat dan berkomitmen:",
        "considerations": ["bahwa keamanan adalah tanggung jawab bersama"],
        "articles": [{"title": "Menjaga Ketertiban", "clauses": ["Menolak segala bentuk intimidasi.",
                                                                 "Menyelesaikan perselisihan melalui hukum."]},
                     {"title": "Netralitas", "clauses": ["Tidak memakai jabatan untuk memihak."]}],
        "parties": _PARTIES, "period": "sejak ditandatangani sampai penetapan calon terpilih",
        "witnesses": [{"name": "Ahmad Yani", "title": "Ketua DPRD", "agency": "DPRD Bangkalan"}], "version": "2",
    },
    "integrity_pact": {
        "subject": "Netralitas Camat dan Kepala Desa", "on": "2026-11-20", "place": "Bangkalan",
        "preamble": "Dalam rangka pemilihan yang jujur dan adil, saya menyatakan:",
        "clauses": ["Tidak memihak pasangan calon mana pun.", "Tidak memakai fasilitas negara untuk kampanye.",
                    "Tidak menerima pemberian dalam bentuk apa pun."],
        "parties": [{"name": "Dewi Rahayu", "title": "Camat Geger", "agency": "Kecamatan Geger"}],
        "sanction": "Apabila saya melanggar, saya bersedia dikenai sanksi sesuai peraturan perundang-undangan.",
        "witnesses": [{"name": "Citra Lestari", "title": "Kepala Bakesbangpol"}],
    },
    "daily_report": {
        "to": ["Gubernur Jawa Timur"], "election": "Pilkada Serentak 2026", "report_on": "2026-11-24", "h_minus": 3,
        "period": "23 November 2026 pukul 06.00 s.d. 24 November 2026 pukul 06.00 WIB",
        "summary": "Situasi umum aman dan terkendali. Satu kejadian intimidasi ditangani.",
        "stages": [{"name": "Masa tenang", "state": "berlangsung", "note": "alat peraga diturunkan"}],
        "situations": [{"area": "Geger", "situation": "Ada kerumunan di dua desa, bubar pukul 22.00.", "level": "siaga",
                        "reported": "06.05"},
                       {"area": "Bangkalan", "situation": "Nihil kejadian.", "level": "aman", "reported": "05.50"}],
        "incidents": [{"time": "21.15", "place": "Desa Lerpak, Geger", "text": "Warga diancam agar memilih calon tertentu.",
                       "action": "Tiga pilar mendatangi lokasi.", "source": "laporan warga terverifikasi"}],
        "counts": [{"name": "Laporan baru", "actual": 12}],
        "logistics": [{"name": "Kotak suara di PPK", "planned": 3082, "actual": 3040, "note": "42 dalam perjalanan"}],
        "personnel": [{"name": "Linmas", "planned": 6164, "actual": 6150}, {"name": "Polri", "planned": 780}],
        "violations": [{"name": "Netralitas ASN", "actual": 1, "note": "diteruskan ke Bawaslu"}],
        "turnout": "Belum ada; pemungutan suara 27 November 2026.", "presence": "17 dari 18 camat di tempat.",
        "problems": ["Jalan ke tiga TPS di Kokop longsor."], "steps": ["BPBD membuka jalan darurat."],
        "suggestions": ["Dukungan alat berat dari provinsi."], "copies": ["Ketua Desk Pilkada", "Arsip"],
    },
    "information_report": {
        "field": "politik", "subject": "Rencana pengerahan massa ke kantor KPU", "source": "Tokoh masyarakat",
        "obtained": "22 November 2026 pukul 20.00 WIB", "source_grade": "B", "information_grade": "2",
        "what": "Rencana pengerahan massa menolak hasil rekapitulasi.", "when": "Sekitar 30 November 2026, pagi.",
        "where": "Kantor KPU Kabupaten Bangkalan.", "who": "Kelompok pendukung salah satu pasangan calon.",
        "how": "Undangan beredar dari mulut ke mulut.", "why": "Tidak puas atas hasil hitung cepat.",
        "analysis": "Massa dapat melebihi 500 orang.", "prediction": "Eskalasi bila tidak ada dialog.",
        "steps": ["Koordinasi dengan Kabag Ops Polres."], "suggestions": ["Bupati mengundang kedua tim pasangan calon."],
        "distribution": ["Pj. Bupati Bangkalan", "Kapolres Bangkalan"],
    },
    "action_plan": {
        "year": 2026, "area": "Kabupaten Bangkalan", "team": "Tim Terpadu Penanganan Konflik Sosial",
        "basis": ["Undang-Undang Nomor 7 Tahun 2012", "Permendagri Nomor 42 Tahun 2015"],
        "measures": [
            {"number": "1", "stage": "pencegahan", "issue": "Polarisasi pendukung", "action": "Dialog lintas pendukung",
             "owner": "Bakesbangpol", "supporters": "Polres, FKUB", "indicator": "Jumlah dialog", "target": "18 dialog",
             "b04": "6", "b08": "6", "b12": "6"},
            {"number": "2", "stage": "penghentian", "issue": "Bentrok massa", "action": "Gladi posko dan lapangan",
             "owner": "Polres", "supporters": "Kodim, Satpol PP", "indicator": "Gladi terlaksana", "target": "2 gladi",
             "b04": "0", "b08": "1", "b12": "1"},
            {"number": "3", "stage": "pemulihan", "issue": "Warga terdampak", "action": "Pendampingan psikososial",
             "owner": "Dinas Sosial", "indicator": "Warga didampingi", "target": "100 persen"}],
    },
    "action_plan_report": {
        "year": 2026, "period": "B12", "area": "Kabupaten Bangkalan", "team": "Tim Terpadu PKS",
        "score_capped": 91.7, "score_uncapped": 104.2, "summary": "Dua dari tiga rencana aksi mencapai target.",
        "results": [
            {"number": "1", "action": "Dialog lintas pendukung", "owner": "Bakesbangpol", "target": "6", "realisation": "8",
             "percent": 133.3, "band": "melebihi target", "evidence": "8 notulen"},
            {"number": "2", "action": "Gladi posko", "owner": "Polres", "target": "1", "realisation": "1", "percent": 100,
             "band": "sesuai target"},
            {"number": "3", "action": "Pendampingan", "owner": "Dinas Sosial", "target": "100 %", "realisation": "75 %",
             "percent": 75, "band": "mendekati target", "obstacle": "Petugas kurang", "follow_up": "Tambah relawan"}],
        "suggestions": ["Anggarkan relawan pada perubahan APBD."],
    },
    "order_letter": {
        "order_type": "perintah", "basis": ["Surat Edaran Bupati tentang kesiapsiagaan"],
        "considerations": ["bahwa untuk kelancaran pemantauan perlu menugaskan pegawai"],
        "assignees": [{"name": "Budi Santosa", "title": "Operator Posko", "agency": "Bakesbangpol"},
                      {"name": "Ani Wulandari", "title": "Analis Kewaspadaan", "agency": "Bakesbangpol"}],
        "tasks": ["Memantau situasi di Kecamatan Geger.", "Melaporkan hasil setiap tiga jam."],
        "starts_on": "2026-11-24", "ends_on": "2026-11-28", "place": "Kecamatan Geger", "copies": ["Inspektur"],
    },
    "duty_roster": {
        "title": "Posko Desk Pilkada", "starts_on": "2026-11-24", "ends_on": "2026-11-25", "place": "Posko Bakesbangpol",
        "shifts": [{"on": "2026-11-24", "shift": "Pagi", "hours": "06.00–14.00", "people": ["Budi Santosa", "Siti Aminah"],
                    "lead": "Budi Santosa", "phone": "0812 0000 1111"},
                   {"on": "2026-11-24", "shift": "Malam", "hours": "14.00–22.00", "people": ["Ani Wulandari"]}],
        "notes": ["Petugas hadir 15 menit sebelum giliran."],
    },
    "circular": {
        "to": ["Kepala Perangkat Daerah", "Camat", "Kepala Desa"], "subject": "Larangan Cuti dan Bepergian Keluar Daerah",
        "nature": "instruksi", "targets": ["asn", "camat", "kades"], "starts_on": "2026-11-20", "ends_on": "2026-12-05",
        "background": "Dalam rangka kesiapsiagaan menjelang pemungutan suara, disampaikan hal-hal berikut.",
        "basis": ["Surat Menteri Dalam Negeri tentang dukungan pelaksanaan pemilihan"],
        "provisions": ["Tidak mengajukan cuti tahunan.", "Tidak bepergian keluar daerah tanpa izin tertulis Bupati."],
        "exceptions": ["Cuti sakit dan melahirkan.", "Tugas kedinasan dengan surat tugas."],
        "reporting": "Pelanggaran dilaporkan kepada Inspektorat paling lambat satu hari kerja.", "copies": ["Arsip"],
    },
    "team_decree": {
        "subject": "Tim Kewaspadaan Dini Pemerintah Daerah Kabupaten Bangkalan", "issuer": "Bupati Bangkalan",
        "considerations": ["bahwa perlu membentuk tim", "bahwa pembentukan tim ditetapkan dengan keputusan"],
        "basis": ["Undang-Undang Nomor 23 Tahun 2014", "Permendagri Nomor 46 Tahun 2019"],
        "members": [{"position": "Ketua", "holder": "Bupati Bangkalan"},
                    {"position": "Wakil Ketua", "holder": "Kapolres Bangkalan", "agency": "Polres"},
                    {"position": "Sekretaris", "holder": "Kepala Bakesbangpol", "agency": "Bakesbangpol"}],
        "tasks": ["Merencanakan kewaspadaan dini.", "Memberi rekomendasi kepada Bupati."],
        "starts_on": "2026-01-02", "ends_on": "2026-12-31", "funding": "Anggaran Pendapatan dan Belanja Daerah.",
        "copies": ["Gubernur Jawa Timur"],
    },
    "vulnerability_map": {
        "title": "Peta Kerawanan Pilkada", "area": "Kabupaten Bangkalan", "authority": "Badan Kesatuan Bangsa dan Politik",
        "method": "Penilaian situasi 7 hari", "as_of": "2026-11-20", "edition": "2026-11",
        "areas": [
            {"code": "35.26.06", "name": "Geger", "level": "tinggi", "class_name": "siaga", "reason": "3 laporan intimidasi",
             "rings": [_ring(112.90, -7.00)]},
            {"code": "35.26.01", "name": "Bangkalan", "level": "sedang", "class_name": "waspada",
             "rings": [_ring(112.98, -7.00)]},
            {"code": "35.26.02", "name": "Socah", "level": "rendah", "class_name": "aman", "rings": [_ring(112.90, -7.06)]},
            {"code": "35.26.03", "name": "Burneh", "class_name": "", "rings": [_ring(112.98, -7.06)]}],
        "source": "Batas pendekatan, bukan batas resmi.",
    },
    "press_note": {
        "headline": "Bangkalan Siap Sambut Pilkada Damai", "place": "Bangkalan", "on": "2026-11-24",
        "paragraphs": ["Pemerintah Kabupaten Bangkalan menyatakan kesiapan menjelang pemungutan suara.",
                       "Seluruh kecamatan melaporkan situasi aman."],
        "quotes": [{"speaker": "Pj. Bupati Bangkalan, Rendra Wijaya", "text": "Mari menjaga kedamaian bersama."}],
        "figures": [{"name": "TPS", "value": "3.082"}, {"name": "Linmas", "value": "6.164"}],
        "contact": "Dinas Komunikasi dan Informatika, (031) 000000",
    },
    "referral_letter": {
        "to": ["Ketua Bawaslu Kabupaten Bangkalan"], "subject": "Penerusan Laporan Dugaan Pelanggaran Netralitas",
        "summary": "Kami menerima laporan warga tentang dugaan keterlibatan perangkat desa dalam kampanye.",
        "reference": "LP-42", "basis": ["Undang-Undang Nomor 10 Tahun 2016"],
        "requests": ["Menindaklanjuti sesuai kewenangan.", "Menyampaikan hasilnya kepada kami."],
        "evidence": ["Dua foto dengan tanda waktu."], "copies": ["Bupati Bangkalan"],
    },
}  # fmt: skip
