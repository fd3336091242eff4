//! The key that files are sealed with.

use wasi_crypto_client::managed::{SecretsManager, Version};
use wasi_crypto_client::tasks::Managed as _;
use wasi_crypto_client::{SymmetricKey, Zeroizing};
use wasip3::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};
use wasip3::wit_bindgen::StreamResult;
use wasip3::wit_stream;

use crate::transfer::Direction;
use crate::tree::{reason, root};

/// How files are sealed.
const ALGORITHM: &str = "AES-256-GCM-HKDF-1MB";
/// Bytes of a key.
const LEN: usize = 32;

/// The key that an option names: one of the host, or the one in a file, which is made if something is to be sealed.
pub async fn key(option: &str, name: &str, direction: Direction) -> Result<SymmetricKey, String> {
    if option == "--managed-key" {
        let manager = SecretsManager::open().map_err(|error| format!("{name}: {error}"))?;
        return find(&manager, name).await;
    }
    let (root, path) = root(name)?;
    let named = |code: ErrorCode| format!("{name}: {}", reason(&code));
    let open = |how, flags| root.open_at(PathFlags::SYMLINK_FOLLOW, path.clone(), how, flags);
    match (open(OpenFlags::empty(), DescriptorFlags::READ).await, direction) {
        (Err(ErrorCode::NoEntry), Direction::Seal) => {
            let file = open(OpenFlags::CREATE | OpenFlags::EXCLUSIVE, DescriptorFlags::WRITE).await.map_err(named)?;
            generate(&file).await.map_err(|reason| format!("{name}: {reason}"))
        }
        (file, _) => {
            let bytes = read(&file.map_err(named)?).await.map_err(named)?;
            SymmetricKey::import(ALGORITHM, &bytes).map_err(|error| format!("{name}: {error}"))
        }
    }
}

/// A key of the host, which stays there.
async fn find(manager: &SecretsManager, name: &str) -> Result<SymmetricKey, String> {
    let found = SymmetricKey::from_id(manager, name.as_bytes(), Version::Latest).await;
    let key = found.map_err(|error| format!("{name}: {error}"))?;
    if !key.algorithm().eq_ignore_ascii_case(ALGORITHM) {
        return Err(format!("{name}: it is a key for {}, not for {ALGORITHM}", key.algorithm()));
    }
    Ok(key)
}

/// A new key, which is written to a file.
async fn generate(file: &Descriptor) -> Result<SymmetricKey, String> {
    let key = SymmetricKey::generate(ALGORITHM).map_err(|error| error.to_string())?;
    let bytes = key.export().map_err(|error| error.to_string())?;
    let (mut writer, reader) = wit_stream::new();
    let written = file.write_via_stream(reader, 0);
    let left = writer.write_all(bytes.to_vec()).await;
    drop(writer);
    written.await.map_err(|code| reason(&code))?;
    if left.is_empty() { Ok(key) } else { Err("it was not written".into()) }
}

/// What is in the file of a key. A byte more than keys have is read, so that longer files are refused.
async fn read(file: &Descriptor) -> Result<Zeroizing<Vec<u8>>, ErrorCode> {
    let (mut stream, read) = file.read_via_stream(0);
    let mut bytes = Vec::with_capacity(LEN.saturating_add(1));
    while bytes.len() <= LEN {
        let (status, more) = stream.read(bytes).await;
        bytes = more;
        if !matches!(status, StreamResult::Complete(_)) {
            break;
        }
    }
    let bytes = Zeroizing::new(bytes);
    drop(stream);
    read.await?;
    Ok(bytes)
}
