from . import linkrules as linkrules  # first: others take words from its file once it is checked
