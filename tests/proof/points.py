import parts
from harness import Skip
def __getattr__(name):
    def no(world): raise Skip("later")
    return no
