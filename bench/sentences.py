"""Sentences to measure with: what people type on an ordinary day, and some that are not."""

SENTENCES = (
    "im 13 and bored all the time, i like drawing. near e13",
    "my friends all left me out and i cant sleep",
    "anything free for my 8 and 14 year old on saturdays in hull?",
    "one of my year 9s has stopped coming in and i want to find her something creative",
    "boxing near e15 on tuesdays after school",
    "i dont get on with my mum and its doing my head in",
    "is there a youth club near hu3 i can just turn up to",
    "im so stressed about my gcses i cant eat",
    "what is this and who can see what i write",
    "my son is 12 and has no friends since we moved to blackpool",
)
