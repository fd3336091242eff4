//! A program of WASI 0.3 that does a little of everything that programs do: what its first argument says.

mod client;

use std::hint::black_box;

use wasi_crypto_client::KeyPair;
use wasi_crypto_client::hash::{self, Hasher};
use wasi_crypto_client::managed::{Managed, SecretsManager, Version};
use wasi_crypto_client::sign::signature::Signer;
use wasi_crypto_client::sign::{Signature, SigningKey};
use wasip3::cli::{environment, exit, stderr, stdin, stdout};
use wasip3::clocks::monotonic_clock;
use wasip3::filesystem::preopens;
use wasip3::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};
use wasip3::wit_bindgen::rt::async_support::StreamReader;
use wasip3::wit_bindgen::spawn_local;
use wasip3::wit_stream;

/// Bytes that one read asks for.
const PIECE: usize = 64 << 10;

struct Program;

wasip3::cli::command::export!(Program);

impl wasip3::exports::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        let args = environment::get_arguments();
        let args: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
        match run(&args).await {
            Ok(text) => print(text).await,
            Err(text) => {
                stderr::write_via_stream(whole(format!("{text}\n").into())).await.map_err(drop)?;
                Err(())
            }
        }
    }
}

async fn run(args: &[&str]) -> Result<String, String> {
    match args {
        ["arguments", rest @ ..] => Ok(rest.join(",")),
        ["environment"] => {
            let variables = environment::get_environment().into_iter();
            Ok(variables.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(","))
        }
        ["hash", "-"] => digest(stdin::read_via_stream().0).await,
        ["hash", path] => file(path).await,
        ["sign", name, text] => sign(name, text),
        ["client", "streams"] => client::streaming().await.map(|()| "as over slices".into()),
        ["client", "tasks"] => client::working().await.map(|()| "as over slices".into()),
        ["wait", milliseconds] => {
            monotonic_clock::wait_for(milliseconds.parse::<u64>().map_err(text)? * 1_000_000).await;
            Ok("waited".into())
        }
        ["exit", code] => {
            exit::exit_with_code(code.parse().map_err(text)?);
            Err("it goes on".into())
        }
        ["fail"] => Err("it failed".into()),
        ["trap"] => core::arch::wasm32::unreachable(),
        ["hang"] => loop {
            black_box(());
        },
        ["memory"] => {
            let mut kept = Vec::new();
            loop {
                kept.push(black_box(vec![1u8; 1 << 20]));
            }
        }
        _ => Err(format!("what is {args:?}?")),
    }
}

/// The digest of a file in the first folder.
async fn file(path: &str) -> Result<String, String> {
    let folders = preopens::get_directories();
    let (folder, _) = folders.first().ok_or("no folders")?;
    let opened = folder.open_at(PathFlags::empty(), path.into(), OpenFlags::empty(), DescriptorFlags::READ).await;
    let file = opened.map_err(|code| format!("{code:?}"))?;
    let (stream, read) = file.read_via_stream(0);
    let digest = digest(stream).await?;
    read.await.map_err(|code| format!("{code:?}"))?;
    Ok(digest)
}

async fn digest(mut stream: StreamReader<u8>) -> Result<String, String> {
    let mut hasher = Hasher::new("SHA-256").map_err(text)?;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        let (status, mut read) = stream.read(piece).await;
        hasher.update(&read).map_err(text)?;
        if !matches!(status, wasip3::wit_bindgen::StreamResult::Complete(_)) {
            break;
        }
        read.clear();
        piece = read;
    }
    Ok(hasher.digest(32).map_err(text)?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Signs with a key of the host, and tells the digest of the signature.
fn sign(name: &str, message: &str) -> Result<String, String> {
    let manager = SecretsManager::open().map_err(text)?;
    let key: SigningKey = KeyPair::from_id(&manager, name.as_bytes(), Version::Latest).map_err(text)?.into();
    let signature: Signature = key.try_sign(message.as_bytes()).map_err(text)?;
    let digest = hash::hash("SHA-256", signature.as_ref()).map_err(text)?;
    Ok(format!("{} bytes, {} of digest", signature.as_ref().len(), digest.len()))
}

async fn print(text: String) -> Result<(), ()> {
    stdout::write_via_stream(whole(format!("{text}\n").into())).await.map_err(drop)
}

/// A stream of these bytes.
fn whole(bytes: Vec<u8>) -> StreamReader<u8> {
    let (mut writer, reader) = wit_stream::new();
    spawn_local(async move { drop(writer.write_all(bytes).await) });
    reader
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
