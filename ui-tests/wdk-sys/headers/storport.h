/* What mingw-w64 has instead of the kit's storport.h is of Windows Server 2003, and does not go together with its own srb.h, which has
   the request blocks. Nothing newer of storport.h is taken from wdk-sys. */
#pragma once
#include <srb.h>
