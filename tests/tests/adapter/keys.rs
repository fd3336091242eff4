//! Managed keys: identifiers of a fixed size, handles used up by success.

use crate::support::*;

fn setup(guest: &mut Guest) -> (u64, u64, u64) {
    let none = guest.union(0x300, None);
    let manager = guest.get("secrets_manager_open", &[none]);
    let (name, len) = guest.put("K");
    let one = guest.get("symmetric_key_import", &[name, len, 0x1_0000, 16]);
    let other = guest.get("symmetric_key_import", &[name, len, 0x1_0000, 16]);
    (manager, one, other)
}

#[test]
fn replacing_closes_the_old_key_only_when_it_succeeds() {
    Guest::every(|guest| {
        let (manager, old, new) = setup(guest);
        let (name, len) = guest.put("ANOTHER");
        let incompatible = guest.get("symmetric_key_import", &[name, len, 0x1_0000, 16]);
        let args = [manager, old, incompatible, 0x200];
        assert_eq!(guest.call("symmetric_key_replace_managed", &args), errno::INCOMPATIBLE_KEYS);
        guest.ok("symmetric_key_replace_managed", &[manager, old, new, 0x200]);
        assert_eq!(guest.read64(0x200), 0x0102_0304_0506_0708);
        assert_eq!(guest.call("symmetric_key_export", &[old, 0x100]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("symmetric_key_close", &[old]), errno::CLOSED);
        guest.ok("symmetric_key_close", &[new]);
        guest.ok("symmetric_key_close", &[incompatible]);
        guest.ok("secrets_manager_close", &[manager]);
        assert!(guest.store.data().objects.is_empty());
    });
}

#[test]
fn nothing_is_stored_when_the_identifier_would_not_fit() {
    Guest::every(|guest| {
        let (manager, key, _) = setup(guest);
        guest.fill(0x400, 64, 0xcc);
        for room in [0, 1, ID as u64 - 1] {
            let args = [manager, key, 0x400, room];
            assert_eq!(guest.call("symmetric_key_store_managed", &args), errno::OVERFLOW);
        }
        assert!(guest.store.data().calls.is_empty());
        guest.ok("symmetric_key_store_managed", &[manager, key, 0x400, 40]);
        assert_eq!(guest.read(0x400, 17), [[0xee; ID].as_slice(), &[0xcc]].concat());
    });
}

#[test]
fn identifier_and_version_arrive_together_or_not_at_all() {
    Guest::every(|guest| {
        guest.fill(0x1_0000, 16, 0x77);
        let (_, key, _) = setup(guest);
        guest.fill(0x400, 64, 0xcc);
        assert_eq!(guest.call("symmetric_key_id", &[key, 0x400, 15, 0x200, 0x208]), errno::OVERFLOW);
        assert_eq!(guest.read(0x400, 64), [0xcc; 64]);
        guest.ok("symmetric_key_id", &[key, 0x400, 20, 0x200, 0x208]);
        assert_eq!(guest.read(0x400, 17), [[0x77; 16].as_slice(), &[0xcc]].concat());
        assert_eq!(guest.read32(0x200), 16);
        assert_eq!(guest.read64(0x208), 9);
        assert_eq!(guest.call("symmetric_key_id", &[key, 0x400, 20, 0x200, 0x20c]), errno::GUEST_ERROR);
    });
}
