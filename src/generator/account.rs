//! Accounts: any, and a few that are public.

use arbitrary::{Result, Unstructured};

use super::{any_text, text_of};

/// SecretId and SecretKey of made-up accounts, for runs whose findings name
/// the account and can be run again: no id stands here twice, and none ever
/// gets another key. The first is an ordinary one.
pub const PUBLIC_ACCOUNTS: &[(&str, &str)] = &[
    ("AKmadeUpForCampaigns00Hs6Vq2Nx8B", "SKmadeUpForCampaigns0Ty7Lp3Wd9Rk"),
    ("AKmadeUpForCampaigns01Zc4Mf7Jg1D", "SKmadeUpForCampaigns1Ue5Ob8Xa2Qi"),
    // Lengths about the block of SHA-256, which HMAC treats apart.
    (
        "AKmadeUpForCampaigns02Length00063",
        "SKmadeUp63Nc5Vd9Hs2Jf7Lg4PuKq3Zt8Wm1Xr6Yb0Nc5Vd9Hs2Jf7Lg4PuKq3Z",
    ),
    (
        "AKmadeUpForCampaigns03Length00064",
        "SKmadeUp64Nc5Vd9Hs2Jf7Lg4PuKq3Zt8Wm1Xr6Yb0Nc5Vd9Hs2Jf7Lg4PuKq3ZZ",
    ),
    (
        "AKmadeUpForCampaigns04Length00065",
        "SKmadeUp65Nc5Vd9Hs2Jf7Lg4PuKq3Zt8Wm1Xr6Yb0Nc5Vd9Hs2Jf7Lg4PuKq3ZtZ",
    ),
    (
        "AKmadeUpForCampaigns05Length00130",
        "SKmadeUp130c5Vd9Hs2Jf7Lg4PuKq3Zt8Wm1Xr6Yb0Nc5Vd9Hs2Jf7Lg4PuKq3ZtSKmadeUp130c5Vd9Hs2Jf7Lg4PuKq3Zt8Wm1Xr6Yb0Nc5Vd9Hs2Jf7Lg4PuKq3ZtEn",
    ),
    // What is trimmed, decoded or escaped by those who mean well.
    ("AKmadeUpForCampaigns06SpaceBehind", "SKmadeUp-with-a-space-behind "),
    ("AKmadeUpForCampaigns07WithNewline", "SKmadeUp-read-with-its-newline\n"),
    ("AKmadeUpForCampaigns08LikeBase640", "c2VjcmV0LW1hZGUtdXAtaW4tYmFzZTY0LXRleHQ="),
    ("AKmadeUpForCampaigns09LikeHexText", "00112233445566778899aabbccddeeff"),
    ("AKmadeUpForCampaigns10WithPercent", "SKmade%20up%2Fwith+escapes&signs=1"),
    ("AKmadeUpForCampaigns11WithQuotes0", "SKmade\"up'with\\quotes\\n"),
    ("AKmadeUpForCampaigns12Chinese0000", "编造的密钥不可外泄也不会泄露"),
    ("AKmadeUpForCampaigns13Accents0000", "SKmadeUp-clé-secrète-à-l’été"),
    ("AKmadeUpForCampaigns14Emoji000000", "SKmadeUp🔑secret🔒"),
    ("AKmadeUpForCampaigns15Short000000", "K"),
    // Ids that pose as the rest of the header string, or need escapes.
    ("AKmadeUp16&X-TC-Nonce=1", "SKmadeUpForCampaigns16Bv3Cx7Zk1M"),
    ("AKmadeUp17&X-TC-Timestamp=1&X-TC-Nonce=2", "SKmadeUpForCampaigns17Lw5Jh9Gf2D"),
    ("AK/made+up%2018==", "SKmadeUpForCampaigns18Pq4Sr8Tu6V"),
    ("AK made up 19", "SKmadeUpForCampaigns19Ya1Eb5Ic9O"),
];

pub(super) fn secret_id(u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=3)? {
        0 | 1 => text_of(u, 1..=36, ALPHANUMERIC),
        // Everything but control characters may travel in a header; spaces
        // around it are stripped.
        2 => {
            let text = any_text(u, 24)?.replace(|c: char| c.is_ascii_control(), "");
            let text = text.trim_matches(' ');
            Ok(if text.is_empty() { "A".to_owned() } else { text.to_owned() })
        }
        // What poses as the rest of the header string.
        _ => {
            let count = u.int_in_range(1..=4)?;
            (0..count).map(|_| Ok(*u.choose(POSING)?)).collect()
        }
    }
}

const ALPHANUMERIC: &[u8] = b"AKIDmadeupBCEFGHJLMNOPQRSTUVWXYZbcfghijklnoqrstvwxyz0123456789";
const POSING: &[&str] =
    &["AK", "&X-TC-Nonce=", "&X-TC-Timestamp=", "=", "&", "1", "X-TC-Key=", "%26"];

pub(super) fn secret_key(u: &mut Unstructured<'_>) -> Result<String> {
    let key = match u.int_in_range(0..=3)? {
        0 => text_of(u, 1..=40, ALPHANUMERIC)?,
        1 => u.choose(PUBLIC_ACCOUNTS)?.1.to_owned(),
        2 => "k".repeat(u.int_in_range(60..=140)?),
        _ => any_text(u, 80)?,
    };
    Ok(if key.is_empty() { "K".to_owned() } else { key })
}
