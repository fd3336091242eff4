//! Where the master key is, and how another one takes its place.

use std::fs;

use crate::place::{Place, private, text};

#[test]
fn the_master_key_is_replaced_whenever_a_crash_comes() {
    let mut place = Place::new();
    place.secrets(&["generate", "release", "--algorithm", "Ed25519"]);
    let key = |place: &Place, name: &str| fs::read(place.path(name)).expect("a key");
    let first = key(&place, "keys.redb.key");

    // A crash after the first step: the new key never opened anything.
    fs::write(place.path("keys.redb.key.new"), "0".repeat(64)).expect("a writable folder");
    private(&place.path("keys.redb.key.new"));
    place.secrets(&["list"]);
    let rotated = place.secrets(&["rotate", "--master-key"]);
    let second = key(&place, "keys.redb.key");
    let kept = rotated["old_master_key_file"].as_str().expect("a name").to_owned();
    assert_ne!(first, second);
    assert_eq!(key(&place, &kept), first);
    assert!(!place.path("keys.redb.key.new").exists());

    // A crash after the second step: the store is sealed under the new key, the old one has the name.
    fs::rename(place.path("keys.redb.key"), place.path("keys.redb.key.new")).expect("it can be moved");
    fs::rename(place.path(&kept), place.path("keys.redb.key")).expect("it can be moved");
    place.secrets(&["list"]);
    place.secrets(&["verify"]);
    assert_eq!(key(&place, "keys.redb.key"), second, "whoever may change the store has brought it to its end");
    assert!(!place.path("keys.redb.key.new").exists());

    // Elsewhere.
    place.complaint(&["rotate", "--master-key", "--new-master-key-file", "keys.redb.key"]);
    place.secrets(&["rotate", "--master-key", "--new-master-key-file", "other.key"]);
    let complaint = place.complaint(&["list"]);
    assert!(complaint.contains("`keys.redb.key` does not open the store"), "{complaint}");
    place.secrets(&["list", "--master-key-file", "other.key"]);
    let variable = text(&key(&place, "other.key"));
    let mut list = place.command();
    list.args(["secrets", "list"]).env("WASI_CRYPTO_MASTER_KEY", variable.trim());
    assert!(list.output().expect("it starts").status.success());
}

/// The times of two rotations are the same, to the second, more often than not.
#[test]
fn no_rotation_takes_the_name_of_another_key() {
    let mut place = Place::new();
    place.secrets(&["generate", "release", "--algorithm", "Ed25519"]);
    let mut kept = Vec::new();
    for number in 0..5 {
        let backup = format!("backup-{number}");
        place.secrets(&["backup", "-o", &backup]);
        let rotated = place.secrets(&["rotate", "--master-key"]);
        kept.push((backup, rotated["old_master_key_file"].as_str().expect("a name").to_owned()));
    }
    for (number, (backup, key)) in kept.iter().enumerate() {
        let store = format!("restored-{number}.redb");
        place.secrets(&["restore", backup, "--secrets", &store, "--master-key-file", key]);
        place.secrets(&["list", "--secrets", &store, "--master-key-file", key]);
    }
    place.secrets(&["list"]);
}

/// Whatever has a name that the old key might be given keeps it, and the key gets another one: files, folders, links to
/// nothing, for each second that the rotation may fall into.
#[cfg(unix)]
#[test]
fn what_has_the_name_of_an_old_key_stays() {
    use std::os::unix::fs::symlink;
    use std::time::{SystemTime, UNIX_EPOCH};

    type Take = fn(&std::path::Path);
    let taken: [(&str, Take); 4] = [
        ("another key", |path| fs::write(path, "0".repeat(64)).expect("a writable folder")),
        ("an empty file", |path| fs::write(path, "").expect("a writable folder")),
        ("a folder", |path| fs::create_dir(path).expect("a writable folder")),
        ("a link to nothing", |path| symlink("nothing", path).expect("a writable folder")),
    ];
    for (what, take) in taken {
        let mut place = Place::new();
        place.secrets(&["generate", "release", "--algorithm", "Ed25519"]);
        place.secrets(&["backup", "-o", "backup"]);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let names: Vec<_> = (now..now + 20)
            .map(|second| {
                let time = jiff::Timestamp::from_second(i64::try_from(second).expect("a time")).expect("a time");
                place.path(&format!("keys.redb.key.until-{}", time.strftime("%Y%m%dT%H%M%SZ")))
            })
            .collect();
        names.iter().for_each(|name| take(name));
        let before: Vec<_> =
            names.iter().map(|name| (name, fs::symlink_metadata(name).expect("there").len())).collect();
        let rotated = place.secrets(&["rotate", "--master-key"]);
        let old = rotated["old_master_key_file"].as_str().expect("a name").to_owned();
        assert!(old.ends_with("Z-2"), "{what}: {old}");
        for (name, len) in before {
            assert_eq!(fs::symlink_metadata(name).expect("it is there").len(), len, "{what}");
        }
        place.secrets(&["restore", "backup", "--secrets", "restored.redb", "--master-key-file", &old]);
        place.secrets(&["list"]);
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_is_mounted_for_reading_is_taken_with_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let mut place = Place::new();
    fs::copy(place.path("keys.redb.key"), place.path("mounted")).expect("a writable folder");
    for (mode, taken, said) in [
        (0o400, true, None),
        (0o440, true, Some("others than its owner can read the master key in `mounted` (mode 440)")),
        (0o444, true, Some("(mode 444)")),
        (0o640, false, Some("chmod 600 'mounted'")),
        (0o646, false, Some("`defaultMode: 0400`")),
    ] {
        fs::set_permissions(place.path("mounted"), PermissionsExt::from_mode(mode)).expect("ours");
        let output = place.output(&["secrets", "list", "--master-key-file", "mounted"]);
        let errors = text(&output.stderr);
        assert_eq!(output.status.success(), taken, "{mode:o}: {errors}");
        assert!(said.map_or(errors.is_empty(), |said| errors.contains(said)), "{mode:o}: {errors}");
    }
}

#[test]
fn what_a_full_disk_left_of_a_key_is_got_past() {
    // Nothing of it.
    let mut place = Place::empty();
    fs::write(place.path("keys.redb.key"), "").expect("a writable folder");
    place.secrets(&["init"]);
    place.secrets(&["list"]);
    // Nothing of the key of a guest's first run.
    let mut place = Place::empty();
    fs::write(place.path("keys.redb.key"), "").expect("a writable folder");
    place.printed_by(&[], &["generate", "text"]);
    // A half, which may be a half of anything.
    for half in ["0", "0123456789abcdef"] {
        let mut place = Place::empty();
        fs::write(place.path("keys.redb.key"), half).expect("a writable folder");
        private(&place.path("keys.redb.key"));
        let complaint = place.complaint(&["init"]);
        assert!(
            complaint.contains("ends in the middle of a key") && complaint.contains("delete the file"),
            "{complaint}"
        );
        assert!(!place.path("keys.redb").exists());
        fs::remove_file(place.path("keys.redb.key")).expect("as the message says");
        place.secrets(&["init"]);
    }
    // A store that has lost its key is not helped by another one.
    let mut place = Place::new();
    fs::write(place.path("keys.redb.key"), "").expect("a writable folder");
    private(&place.path("keys.redb.key"));
    let complaint = place.complaint(&["list"]);
    assert!(complaint.contains("`keys.redb.key` is empty"), "{complaint}");
    assert_eq!(fs::read(place.path("keys.redb.key")).expect("it is there"), b"");
}
