#[anteroom_guest::post_login]
fn on_login() -> anteroom_guest::Result {
    Ok(())
}

fn main() {}
