use super::client::Client;
use serde_json::json;
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn try_it() {
    let Ok(line) = std::env::var("TRY") else { return };
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    for (index, job) in line.split(";;").enumerate() {
        let mut parts = job.split('|');
        let files: Vec<std::path::PathBuf> = parts.next().unwrap().split(' ').map(Into::into).collect();
        let session = client.open().await;
        println!("{}", client.upload(&session, &files).await.1["message"]);
        let out: std::path::PathBuf = parts.next().unwrap().into();
        for prompt in parts {
            let said = client.edit(&session, prompt).await;
            println!("[{index}] {prompt}: {} {:?}", said.text, said.error);
        }
        let begun = std::time::Instant::now();
        let format = out.extension().unwrap().to_str().unwrap().to_owned();
        let data = client.render(&session, json!({"format": format, "quality": "medium"}), &out).await;
        println!("{} {:?}", data["status"], begun.elapsed());
    }
}
