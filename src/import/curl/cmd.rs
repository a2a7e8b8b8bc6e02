//! The words of a line of cmd.exe.

use super::words::Command;

/// cmd.exe takes carets away outside quotes; the C runtime then splits words.
pub(super) fn commands(text: &[u8]) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut line: Vec<(usize, u8)> = Vec::new();
    let mut is_quoted = false;
    let mut at = 0;
    let newline = |at: usize| match &text[at.min(text.len())..] {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    };
    while let Some(&byte) = text.get(at) {
        match byte {
            b'^' if !is_quoted => {
                at += 1;
                // The line goes on, and its first character is taken as it is,
                // be it another newline.
                let after = newline(at);
                at += after;
                let literal = newline(at);
                if after > 0 && literal > 0 {
                    line.push((at, b'\n'));
                    at += literal;
                } else if let Some(&escaped) = text.get(at) {
                    line.push((at, escaped));
                    at += 1;
                }
                continue;
            }
            b'"' => {
                is_quoted = !is_quoted;
                line.push((at, byte));
            }
            b'<' | b'>' if !is_quoted => {
                // `2>nul`, up to the end of the word.
                let _number_of_stream = line.pop_if(|(_, byte)| byte.is_ascii_digit());
                let rest = &text[at + 1..];
                let file = rest.iter().take_while(|byte| b"<>& \t".contains(byte)).count();
                let name = rest[file..].iter().take_while(|byte| !byte.is_ascii_whitespace());
                at += file + name.count();
            }
            b'\r' | b'\n' | b'|' | b'&' if !is_quoted => {
                commands.push(runtime_words(&line));
                line.clear();
            }
            _ => line.push((at, byte)),
        }
        at += 1;
    }
    commands.push(runtime_words(&line));
    commands.retain(|command| !command.is_empty());
    commands
}

/// Words as a C program on Windows gets them: backslashes count before a quote
/// only, and a doubled quote within quotes is one.
fn runtime_words(line: &[(usize, u8)]) -> Command {
    let mut words = Command::new();
    let mut word: Option<(usize, Vec<u8>)> = None;
    let mut is_quoted = false;
    let mut index = 0;
    while let Some(&(at, byte)) = line.get(index) {
        match byte {
            b' ' | b'\t' if !is_quoted => words.extend(word.take()),
            b'\\' => {
                let count = line[index..].iter().take_while(|(_, byte)| *byte == b'\\').count();
                let is_before_quote =
                    line.get(index + count).is_some_and(|(_, byte)| *byte == b'"');
                let (_, word) = word.get_or_insert((at, Vec::new()));
                let kept = if is_before_quote { count / 2 } else { count };
                word.extend(std::iter::repeat_n(b'\\', kept));
                index += count - 1;
                if is_before_quote && count % 2 == 1 {
                    word.push(b'"');
                    index += 1;
                }
            }
            b'"' => {
                let (_, word) = word.get_or_insert((at, Vec::new()));
                if is_quoted && line.get(index + 1).is_some_and(|(_, byte)| *byte == b'"') {
                    word.push(b'"');
                    index += 1;
                } else {
                    is_quoted = !is_quoted;
                }
            }
            _ => word.get_or_insert((at, Vec::new())).1.push(byte),
        }
        index += 1;
    }
    words.extend(word);
    words
}
