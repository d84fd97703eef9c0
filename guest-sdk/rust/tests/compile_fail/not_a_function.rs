#[anteroom_guest::post_login]
struct Action;

fn main() {}
